//! What should perhaps not be shared: found in every field of a conversation, and masked.
//!
//! Best effort: it knows keys by their prefixes, numbers by their check digits, and secrets by the
//! names that stand beside them. In reading order:
//!
//! 1. [`fields`]: every text that a conversation holds, by its [`Place`].
//! 2. `view`: a text as people read it, without Markdown's escapes, with the way back.
//! 3. `scan`: one walk over it; each byte that can begin or join something has its reader:
//!    `keys` (with the table `providers`), `named`, `calls` and `headers` (with `names`), `said`, `options`, `value`, `links`,
//!    `mail`, `numbers`, `paths`, `blocks`.
//! 4. `same`: a secret that was recognised once is found wherever else it stands.
//! 5. `mask`: the copy without them.
//!
//! Time is linear: one walk, and every reader looks at a window around its byte.

mod blocks;
mod calls;
pub mod fields;
mod headers;
mod keys;
mod links;
mod mail;
mod mask;
mod named;
mod names;
mod numbers;
mod options;
mod paths;
mod providers;
mod said;
mod same;
mod scan;
mod value;
mod view;

use std::collections::VecDeque;
use std::ops::Range;

pub use fields::Place;
pub use mask::{mask, replaced};

use crate::conversation::Conversation;
use same::Secrets;
use scan::Hit;
use view::View;

/// What something that was found is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A private key: PEM, OpenSSH, PGP, age.
    PrivateKey,
    /// A key of a provider, known by its prefix.
    ApiKey,
    /// What signs somebody in: a JWT, an `Authorization` or `Cookie` header.
    SignIn,
    /// A password, by the name before it or in an address.
    Password,
    /// Another secret, by the name before it.
    Secret,
    /// An address that opens to whoever has it, or that leads into a private network.
    PrivateLink,
    /// A payment card.
    Card,
    /// A bank account.
    Iban,
    /// An e-mail address.
    Email,
    /// A phone number.
    Phone,
    /// An IP address.
    IpAddress,
    /// The name of a user in the path of a home directory.
    UserName,
    /// One of the person's own words.
    Own,
}

impl Kind {
    /// All of them, the gravest first.
    pub const ALL: [Self; 13] = [
        Self::PrivateKey,
        Self::ApiKey,
        Self::SignIn,
        Self::Password,
        Self::Secret,
        Self::PrivateLink,
        Self::Card,
        Self::Iban,
        Self::Email,
        Self::Phone,
        Self::IpAddress,
        Self::UserName,
        Self::Own,
    ];

    /// The key of its name in `_locales`.
    pub fn message_key(self) -> &'static str {
        match self {
            Self::PrivateKey => "mask_private_key",
            Self::ApiKey => "mask_api_key",
            Self::SignIn => "mask_sign_in",
            Self::Password => "mask_password",
            Self::Secret => "mask_secret",
            Self::PrivateLink => "mask_private_link",
            Self::Card => "mask_card",
            Self::Iban => "mask_iban",
            Self::Email => "mask_email",
            Self::Phone => "mask_phone",
            Self::IpAddress => "mask_ip_address",
            Self::UserName => "mask_user_name",
            Self::Own => "mask_own",
        }
    }
}

/// Something that should perhaps not be shared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What it is.
    pub kind: Kind,
    /// In which text it stands.
    pub place: Place,
    /// Which bytes of that text.
    pub range: Range<usize>,
    /// The same for the same secret, however it is written and wherever it stands. It fits into a
    /// JavaScript number.
    pub same: u64,
}

/// Everything that was found, in the order of the conversation. `own` are words that the person
/// never wants to share.
///
/// ```
/// use chatlink::conversation::{Conversation, Message};
/// use chatlink::redact::{self, Kind};
/// let conversation = Conversation {
///     messages: vec![Message {
///         markdown: "I am mia@garden.example".into(),
///         ..Message::default()
///     }],
///     ..Conversation::default()
/// };
/// let found = redact::find(&conversation, &[]);
/// assert_eq!(found[0].kind, Kind::Email);
/// let masked = redact::mask(&conversation, &found, &|_| "masked: e-mail address".into());
/// assert_eq!(masked.messages[0].markdown, "I am [masked: e-mail address]");
/// ```
pub fn find(conversation: &Conversation, own: &[String]) -> Vec<Finding> {
    Finder::default().find(conversation, own)
}

/// Finds the same as [`find`], and remembers each text, so that only what changed is searched anew.
#[derive(Default)]
pub struct Finder {
    known: Vec<Known>,
    own: Vec<String>,
    secrets: Secrets,
}

/// A text and what stands in it.
struct Known {
    text: String,
    view: View,
    /// What is found in the text by itself.
    hits: Vec<Hit>,
    /// With what is found because it stands elsewhere too.
    all: Option<Vec<(Kind, Range<usize>, u64)>>,
}

/// How many texts may have come or gone between two searches before everything is searched anew.
const MOVED: usize = 64;

impl Finder {
    /// Everything that is found now.
    pub fn find(&mut self, conversation: &Conversation, own: &[String]) -> Vec<Finding> {
        if self.own != own {
            self.known.clear();
            self.own = own.to_vec();
        }
        let mut before: VecDeque<Known> = std::mem::take(&mut self.known).into();
        let mut places = Vec::new();
        fields::each(conversation, |place, text| {
            let same = (before.iter().take(MOVED)).position(|known| known.text == text);
            let known = same.and_then(|at| {
                before.drain(..at);
                before.pop_front()
            });
            places.push(place);
            self.known
                .push(known.unwrap_or_else(|| Known::of(text, own)));
        });
        let secrets =
            Secrets::of((self.known.iter()).map(|known| (&known.view.bytes[..], &known.hits[..])));
        if secrets != self.secrets {
            self.known.iter_mut().for_each(|known| known.all = None);
            self.secrets = secrets;
        }
        let mut found = Vec::new();
        for (place, known) in places.into_iter().zip(&mut self.known) {
            for (kind, range, same) in known.all(&self.secrets) {
                found.push(Finding {
                    kind: *kind,
                    place,
                    range: range.clone(),
                    same: *same,
                });
            }
        }
        found
    }
}

impl Known {
    fn of(text: &str, own: &[String]) -> Self {
        let view = View::new(text);
        let mut hits = scan::scan(&view.bytes);
        same::find_words(&view.bytes, own, &mut hits);
        Self {
            text: text.to_owned(),
            view,
            hits,
            all: None,
        }
    }

    fn all(&mut self, secrets: &Secrets) -> &[(Kind, Range<usize>, u64)] {
        let (text, view) = (&self.text, &self.view);
        self.all.get_or_insert_with(|| {
            let mut hits = self.hits.clone();
            secrets.find(&view.bytes, &mut hits);
            let one = |hit: Hit| {
                let bytes = view.bytes.get(hit.start..hit.end).unwrap_or_default();
                let range = view.source(text, hit.start..hit.end);
                (hit.kind, range, same::fingerprint(hit.kind, bytes))
            };
            scan::merged(hits).into_iter().map(one).collect()
        })
    }
}

/// How many bytes the search looks at for a text: what a test holds to a few for each of its bytes.
#[cfg(not(target_arch = "wasm32"))]
pub fn looked(text: &str) -> u64 {
    scan::looked(&View::new(text).bytes)
}
