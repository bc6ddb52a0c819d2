//! An envelope in decimal digits: the second spelling of a link, for QR codes.
//!
//! A QR code takes ten bits for three digits, and eight for any other character: a conversation in
//! digits may be a third longer than one in base64url. `2`, then the first 6 bytes as a number of
//! 15 digits, then groups of 22 bytes as numbers of 53; the last group may be shorter. Numbers
//! have their leading zeros, and the high byte comes first. A group knows nothing of the others,
//! so reading takes as long as the text is.

/// What such a link begins with. Followed by a digit it would be codec 11 in base64url, a number
/// that no codec gets.
pub(super) const MARK: u8 = b'2';

/// The first group: version, codec, checksum, and a length of at most two bytes.
pub(super) const HEAD_BYTES: usize = 6;
/// Characters from which the first group is known.
pub(super) const HEAD_CHARS: usize = 1 + DIGITS[HEAD_BYTES];

/// Bytes of a group: 22 of them waste next to nothing in 53 digits.
const GROUP: usize = 22;

/// How many digits hold so many bytes. No two are the same, so digits tell their bytes.
const DIGITS: [usize; GROUP + 1] = [
    0, 3, 5, 8, 10, 13, 15, 17, 20, 22, 25, 27, 29, 32, 34, 37, 39, 41, 44, 46, 49, 51, 53,
];

/// Characters that an envelope of so many bytes takes.
pub(super) fn chars(bytes: usize) -> usize {
    let rest = bytes.saturating_sub(HEAD_BYTES);
    HEAD_CHARS + rest / GROUP * DIGITS[GROUP] + DIGITS[rest % GROUP]
}

/// The longest envelope that so many characters hold.
pub(super) fn bytes_in(chars: usize) -> usize {
    let Some(rest) = chars.checked_sub(HEAD_CHARS) else {
        return 0;
    };
    let last = rest % DIGITS[GROUP];
    let last = DIGITS.iter().rposition(|digits| *digits <= last);
    HEAD_BYTES + rest / DIGITS[GROUP] * GROUP + last.unwrap_or(0)
}

/// Spells an envelope.
pub(super) fn write(envelope: &[u8]) -> String {
    let (head, rest) = envelope.split_at(envelope.len().min(HEAD_BYTES));
    let mut text = String::with_capacity(chars(envelope.len()));
    text.push(char::from(MARK));
    write_group(head, &mut text);
    for group in rest.chunks(GROUP) {
        write_group(group, &mut text);
    }
    text
}

/// Whether a text is spelt so.
pub(super) fn is_spelt(text: &str) -> bool {
    matches!(text.as_bytes(), [MARK, second, ..] if second.is_ascii_digit())
}

/// The digits that a text begins with.
pub(super) fn digits(text: &str) -> &str {
    let end = text.bytes().position(|byte| !byte.is_ascii_digit());
    text.get(..end.unwrap_or(text.len())).unwrap_or_default()
}

/// Reads all of it; `None` if it is not what [`write`] makes.
pub(super) fn read(text: &str) -> Option<Vec<u8>> {
    let (envelope, rest) = groups(text)?;
    rest.is_empty().then_some(envelope)
}

/// Reads the beginning of a text that was cut anywhere: its whole groups.
pub(super) fn read_part(text: &str) -> Vec<u8> {
    let full = text.len().saturating_sub(HEAD_CHARS) / DIGITS[GROUP] * DIGITS[GROUP];
    let whole = text.get(..HEAD_CHARS + full).unwrap_or_default();
    groups(whole).map(|(bytes, _)| bytes).unwrap_or_default()
}

/// The groups up to one that is none, and the digits from there on.
fn groups(text: &str) -> Option<(Vec<u8>, &[u8])> {
    let digits = text.as_bytes().strip_prefix(&[MARK])?;
    let (head, mut rest) = digits.split_at_checked(DIGITS[HEAD_BYTES])?;
    let mut envelope = Vec::with_capacity(text.len() / 2);
    read_group(head, HEAD_BYTES, &mut envelope)?;
    while !rest.is_empty() {
        let (group, behind) = rest.split_at(rest.len().min(DIGITS[GROUP]));
        let known = DIGITS.iter().position(|digits| *digits == group.len());
        if known
            .and_then(|bytes| read_group(group, bytes, &mut envelope))
            .is_none()
        {
            break;
        }
        rest = behind;
    }
    Some((envelope, rest))
}

/// Long division by ten, from the last digit to the first.
fn write_group(bytes: &[u8], text: &mut String) {
    let mut number = bytes.to_vec();
    let mut digits = vec!['0'; DIGITS.get(bytes.len()).copied().unwrap_or(0)];
    for digit in digits.iter_mut().rev() {
        let mut rest = 0;
        for byte in &mut number {
            let value = rest << 8 | u32::from(*byte);
            *byte = (value / 10) as u8;
            rest = value % 10;
        }
        *digit = char::from_digit(rest, 10).unwrap_or('0');
    }
    text.extend(digits);
}

/// Adds the bytes of one group; `None` where the digits make a larger number than these hold.
fn read_group(digits: &[u8], bytes: usize, envelope: &mut Vec<u8>) -> Option<()> {
    let mut number = [0; GROUP];
    let number = number.get_mut(..bytes)?;
    for digit in digits {
        let mut carry = char::from(*digit).to_digit(10)?;
        for byte in number.iter_mut().rev() {
            let value = u32::from(*byte) * 10 + carry;
            *byte = value as u8;
            carry = value >> 8;
        }
        if carry > 0 {
            return None;
        }
    }
    envelope.extend_from_slice(number);
    Some(())
}
