//! Where a link of a given length fits.
//!
//! The limits are collected in `docs/FORMAT.md`, "How long a link may be"; most are what vendors
//! and users report, so the sentences for people say "fits", never "guaranteed".

/// The places that take a link, from the pickiest to the most patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// Up to 2,000 characters: everywhere, Discord messages included.
    Everywhere,
    /// Up to 2,900: a QR code can still hold it.
    QrCode,
    /// Up to 4,000: Slack, X, iMessage, Telegram.
    Messengers,
    /// Up to 8,000: mail, Reddit, Teams.
    Mail,
    /// Up to 32,000: shown whole in the address bar.
    AddressBar,
    /// Up to 1,000,000: every browser opens it, better sent as a file.
    Browsers,
}

/// Every place with the longest link that it takes, in characters of the whole link.
pub const LIMITS: [(Fit, usize); 6] = [
    (Fit::Everywhere, 2_000),
    (Fit::QrCode, 2_900),
    (Fit::Messengers, 4_000),
    (Fit::Mail, 8_000),
    (Fit::AddressBar, 32_000),
    (Fit::Browsers, super::MAX_LINK_CHARS),
];

impl Fit {
    /// The pickiest place that takes a link of so many characters; `None` where no place does.
    pub fn of(link_chars: usize) -> Option<Self> {
        LIMITS
            .iter()
            .find(|(_, limit)| link_chars <= *limit)
            .map(|(fit, _)| *fit)
    }

    /// The key of its name in `_locales`, for "too long for …".
    pub fn place_key(self) -> &'static str {
        match self {
            Self::Everywhere => "place_everywhere",
            Self::QrCode => "place_qr_code",
            Self::Messengers => "place_messengers",
            Self::Mail => "place_mail",
            Self::AddressBar => "place_address_bar",
            Self::Browsers => "place_browsers",
        }
    }

    /// The key of its sentence in `_locales`.
    pub fn message_key(self) -> &'static str {
        match self {
            Self::Everywhere => "fit_everywhere",
            Self::QrCode => "fit_qr_code",
            Self::Messengers => "fit_messengers",
            Self::Mail => "fit_mail",
            Self::AddressBar => "fit_address_bar",
            Self::Browsers => "fit_browsers",
        }
    }
}
