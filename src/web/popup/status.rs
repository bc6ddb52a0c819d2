//! What the popup says of a capture: what is missing, and what came of asking for it.

use super::share_view::Shown;
use crate::capture::ask::Outcome;
use crate::render::display::site_name;
use crate::web::i18n::{number, t, tr};
use crate::web::paint;

/// The site's name for people.
pub(super) fn name_of(site: &str) -> String {
    Some(site_name(site))
        .filter(|site| !site.is_empty())
        .unwrap_or_else(|| t("site_unknown"))
}

/// What came of asking the site's server, where the person should know.
fn asked(shown: &Shown<'_>) -> Option<String> {
    let site = name_of(shown.site);
    match shown.completeness.asked {
        _ if shown.complete => None,
        Outcome::Busy(seconds) => {
            let seconds = number(usize::try_from(seconds).unwrap_or(usize::MAX));
            Some(tr("popup_asked_busy", &[&site, &seconds]))
        }
        Outcome::Slow => Some(tr("popup_asked_slow", &[&site])),
        Outcome::Other => Some(tr("popup_asked_other", &[&site])),
        Outcome::NotAsked | Outcome::Answered | Outcome::Refused => None,
    }
}

/// Everything that is not there, or only in part.
pub(super) fn details(shown: &Shown<'_>) -> Vec<String> {
    let missing = shown.completeness.missing.iter().map(|(first, last)| {
        if first == last {
            tr("popup_missing_message", &[&number(*first)])
        } else {
            tr("popup_missing", &[&number(*first), &number(*last)])
        }
    });
    let mut lines: Vec<String> = missing
        .chain(shown.warnings.iter().map(paint::warning))
        .chain(asked(shown))
        .collect();
    lines.dedup();
    lines
}
