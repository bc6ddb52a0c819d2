//! Codec 1: raw deflate (RFC 1951), without a header of its own.

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};

use super::Unpacked;
use crate::error::Error;

/// Output grows by this much, so that a bomb is noticed before it takes its room.
const STEP: usize = 1 << 16;

pub(super) fn compress(body: &[u8]) -> Vec<u8> {
    compress_at(Compression::best(), body)
}

/// About how long a body is when it is made shorter, in little time; for comparing.
pub(in crate::link) fn quick_size(body: &[u8]) -> usize {
    compress_at(Compression::fast(), body).len()
}

fn compress_at(level: Compression, body: &[u8]) -> Vec<u8> {
    let mut deflate = Compress::new(level, false);
    let mut payload = Vec::with_capacity(body.len() / 2 + 64);
    loop {
        let read = deflate.total_in() as usize;
        let rest = body.get(read..).unwrap_or_default();
        match deflate.compress_vec(rest, &mut payload, FlushCompress::Finish) {
            Ok(Status::Ok | Status::BufError) => payload.reserve(STEP),
            // Deflating into memory has no way to fail.
            Ok(Status::StreamEnd) | Err(_) => return payload,
        }
    }
}

pub(super) fn decompress(payload: &[u8], limit: usize) -> Result<Unpacked, Error> {
    let mut inflate = Decompress::new(false);
    let mut body = Vec::new();
    loop {
        body.reserve(STEP);
        let (read, had) = (inflate.total_in() as usize, body.len());
        let rest = payload.get(read..).unwrap_or_default();
        let status = inflate
            .decompress_vec(rest, &mut body, FlushDecompress::None)
            .map_err(|_| Error::LinkDamaged)?;
        if body.len() > limit {
            return Err(Error::LinkTooLarge { limit });
        }
        let all_read = inflate.total_in() as usize == payload.len();
        match status {
            // What stands behind the end was not written by any writer of ours.
            Status::StreamEnd if !all_read => return Err(Error::LinkDamaged),
            Status::StreamEnd => return Ok(Unpacked { body, ended: true }),
            Status::Ok | Status::BufError if all_read && body.len() == had => {
                return Ok(Unpacked { body, ended: false });
            }
            // It neither read nor wrote although it could do both.
            Status::Ok | Status::BufError
                if body.len() == had && inflate.total_in() as usize == read =>
            {
                return Err(Error::LinkDamaged);
            }
            Status::Ok | Status::BufError => {}
        }
    }
}
