//! The entries in order, searched and chosen. Ten thousand of them are searched at every key, so what
//! is compared is made once.

use std::cell::OnceCell;
use std::cmp::Ordering;

use super::{Badge, Entry};

/// The order of a list. Equals come newest first, and those of one second by their ids, so that the list
/// never jumps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Newest first.
    #[default]
    Newest,
    /// Oldest first.
    Oldest,
    /// By what they are called.
    Title,
    /// What expires soonest first; what never does last.
    Expiry,
    /// The longest link first.
    Length,
}

/// Which entries are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Show {
    /// All of them.
    #[default]
    All,
    /// What can be opened and deleted.
    Live,
    /// What expires within a week.
    Soon,
    /// What nobody can recall.
    Fixed,
    /// What is not as it was wanted: not stored, perhaps stored, not deleted yet.
    Open,
    /// What is expired or deleted.
    Gone,
}

/// What counts as soon, in days.
const SOON_DAYS: i64 = 7;

macro_rules! named {
    ($kind:ident { $($variant:ident = $name:literal,)* }) => {
        impl $kind {
            /// All of them, in the order of a menu.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// Its name, as it stands in keys of sentences and is kept.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The one with this name.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|it| it.name() == name)
            }
        }
    };
}

named!(Order {
    Newest = "newest",
    Oldest = "oldest",
    Title = "title",
    Expiry = "expiry",
    Length = "length",
});

named!(Show {
    All = "all",
    Live = "live",
    Soon = "soon",
    Fixed = "fixed",
    Open = "open",
    Gone = "gone",
});

impl Show {
    /// Whether what stands so is shown.
    pub fn takes(self, badge: Badge) -> bool {
        match self {
            Self::All => true,
            Self::Live => matches!(badge, Badge::Live | Badge::Expires { .. }),
            Self::Soon => matches!(badge, Badge::Expires { days } if days < SOON_DAYS),
            Self::Fixed => badge == Badge::CannotBeRecalled,
            Self::Open => matches!(
                badge,
                Badge::Sending | Badge::NotStored | Badge::Unknown | Badge::Deleting
            ),
            Self::Gone => matches!(badge, Badge::Expired | Badge::Deleted),
        }
    }
}

/// The entries in an order.
#[derive(Debug, Default)]
pub struct List {
    rows: Vec<Row>,
    order: Order,
}

#[derive(Debug)]
struct Row {
    entry: Entry,
    /// What is searched, without its case; made when it is searched first.
    text: OnceCell<String>,
    /// What it is called, without its case.
    title: OnceCell<String>,
}

impl List {
    /// Puts entries in order.
    pub fn new(entries: Vec<Entry>, order: Order) -> Self {
        let rows = entries.into_iter().map(|entry| Row {
            entry,
            text: OnceCell::new(),
            title: OnceCell::new(),
        });
        let mut list = Self {
            rows: rows.collect(),
            order: Order::Newest,
        };
        list.put_in_order(order);
        list
    }

    /// Puts them in another order.
    pub fn put_in_order(&mut self, order: Order) {
        self.order = order;
        // One sort for all orders: each would be as much code again.
        self.rows.sort_by(|a, b| {
            let end = |row: &Row| {
                let upload = row.entry.upload.as_ref();
                upload.and_then(|it| it.expires).unwrap_or(i64::MAX)
            };
            let first = match order {
                Order::Newest => Ordering::Equal,
                Order::Oldest => return newest(b, a),
                Order::Title => a.title().cmp(b.title()),
                Order::Expiry => end(a).cmp(&end(b)),
                Order::Length => b.entry.length.cmp(&a.entry.length),
            };
            first.then_with(|| newest(a, b))
        });
    }

    /// The order they are in.
    pub fn order(&self) -> Order {
        self.order
    }

    /// Whether another list holds the same in the same order.
    pub fn is_same(&self, other: &Self) -> bool {
        self.len() == other.len() && self.entries().eq(other.entries())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// All of them, in order.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.rows.iter().map(|row| &row.entry)
    }

    /// Takes some out.
    pub fn retain(&mut self, keep: impl Fn(&Entry) -> bool) {
        self.rows.retain(|row| keep(&row.entry));
    }

    /// Those that are shown, of which every word of the query stands in the name, the title, the site,
    /// the source or the server. Case is ignored; an empty query finds everything.
    pub fn find(&self, query: &str, show: Show, now: i64) -> Vec<&Entry> {
        let query = folded(query);
        let words: Vec<&str> = query.split_whitespace().collect();
        let found = self.rows.iter().filter(|row| {
            (words.is_empty() || row.has(&words)) && show.takes(row.entry.badge(now))
        });
        found.map(|row| &row.entry).collect()
    }
}

impl Row {
    fn title(&self) -> &str {
        self.title.get_or_init(|| folded(self.entry.called()))
    }

    fn has(&self, words: &[&str]) -> bool {
        let text = self.text.get_or_init(|| {
            let entry = &self.entry;
            let name = entry.name.as_deref().unwrap_or_default();
            let url = entry.source_url.as_deref().unwrap_or_default();
            let server = entry.upload.as_ref().map(|it| it.server.as_str());
            let server = server.unwrap_or_default();
            folded(&[entry.title.as_str(), name, &entry.site, url, server].join("\n"))
        });
        words.iter().all(|word| text.contains(word))
    }
}

fn newest(a: &Row, b: &Row) -> Ordering {
    let (a, b) = (&a.entry, &b.entry);
    b.issued_at.cmp(&a.issued_at).then_with(|| a.id.cmp(&b.id))
}

/// The text without its case, by the full folding of Unicode.
fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    unicase::UniCase::unicode(text).to_folded_case()
}
