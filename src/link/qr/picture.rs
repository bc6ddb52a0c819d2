//! Pictures of a QR code: SVG, and PNG of one bit a pixel.

use std::fmt::Write;

use crc::{CRC_32_ISO_HDLC, Crc};
use flate2::{Compress, Compression, FlushCompress};

use super::{QUIET, QrCode};

/// Pixels a module where an SVG is shown at its own size.
const SVG_PIXELS: usize = 4;

const CHECKSUM: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);

/// One path of all runs of dark modules, so that no seams show between them.
pub(super) fn svg(code: &QrCode) -> String {
    let side = code.size() + 2 * QUIET;
    let pixels = side * SVG_PIXELS;
    let mut path = String::new();
    for row in 0..code.size() {
        let mut column = 0;
        while column < code.size() {
            let run = (column..code.size())
                .take_while(|at| code.is_dark(*at, row))
                .count();
            if run > 0 {
                let (x, y) = (column + QUIET, row + QUIET);
                // Writing into a string has no way to fail.
                let _ = write!(path, "M{x} {y}h{run}v1h-{run}z");
            }
            column += run + 1;
        }
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{pixels}\" height=\"{pixels}\" \
         viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
         <path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path d=\"{path}\"/></svg>"
    )
}

/// Black and white, one bit a pixel: a signature and three chunks.
pub(super) fn png(code: &QrCode, pixels: usize) -> Vec<u8> {
    let pixels = pixels.clamp(1, 64);
    let side = (code.size() + 2 * QUIET) * pixels;
    let mut rows = Vec::with_capacity((side / 8 + 2) * side);
    for row in 0..side {
        let start = rows.len() + 1;
        // The row is as it is, without a filter; a bit that is set is light.
        rows.resize(start + side.div_ceil(8), 0xFF);
        rows[start - 1] = 0;
        // The quiet zone makes the first columns wrap to numbers that are outside.
        let module = |at: usize| (at / pixels).wrapping_sub(QUIET);
        for column in 0..side {
            if code.is_dark(module(column), module(row)) {
                rows[start + column / 8] ^= 0x80 >> (column % 8);
            }
        }
    }
    let mut file = b"\x89PNG\r\n\x1A\n".to_vec();
    let side = (side as u32).to_be_bytes();
    // One bit, grey, and the only kinds of compression, filter and order that there are.
    let head = [&side[..], &side[..], &[1, 0, 0, 0, 0]].concat();
    chunk(*b"IHDR", &head, &mut file);
    chunk(*b"IDAT", &zlib(&rows), &mut file);
    chunk(*b"IEND", &[], &mut file);
    file
}

fn chunk(name: [u8; 4], content: &[u8], file: &mut Vec<u8>) {
    file.extend((content.len() as u32).to_be_bytes());
    let mut digest = CHECKSUM.digest();
    for part in [&name[..], content] {
        digest.update(part);
        file.extend_from_slice(part);
    }
    file.extend(digest.finalize().to_be_bytes());
}

fn zlib(data: &[u8]) -> Vec<u8> {
    let mut zlib = Compress::new(Compression::best(), true);
    let mut out = Vec::with_capacity(data.len() / 4 + 1024);
    loop {
        let rest = data.get(zlib.total_in() as usize..).unwrap_or_default();
        match zlib.compress_vec(rest, &mut out, FlushCompress::Finish) {
            Ok(flate2::Status::StreamEnd) | Err(_) => return out,
            Ok(_) => out.reserve(4096),
        }
    }
}
