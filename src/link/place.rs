//! A place in a conversation, behind its link: `&m=3` leads to the third message.
//!
//! Whatever follows the declared length of a link is ignored, so every reader opens such a link, and
//! those that know nothing of places begin at the top.

const MARK: &str = "&m=";

/// The most digits of a number that is read.
const MAX_DIGITS: usize = 6;

/// A link that leads to the message with this number, from 1.
///
/// ```
/// use chatlink::link::{at_message, message_of};
/// let link = at_message("https://chatlink.example/#0abc", 3);
/// assert_eq!(link, "https://chatlink.example/#0abc&m=3");
/// assert_eq!(message_of(&link), Some(3));
/// ```
pub fn at_message(link: &str, number: usize) -> String {
    [link, MARK, &number.to_string()].concat()
}

/// The number of the message that a link leads to. Whether there is one, only the conversation says.
pub fn message_of(text: &str) -> Option<usize> {
    // Not in front of the payload: an address has a query of its own.
    let (_, rest) = text.rsplit_once(MARK)?;
    if rest.contains('#') {
        return None;
    }
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let number = rest.get(..digits.min(MAX_DIGITS + 1))?.parse().ok()?;
    (number > 0 && digits <= MAX_DIGITS).then_some(number)
}
