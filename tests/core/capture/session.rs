//! The session against pages that are simulated: windowed lists, lists that load upward, lists that
//! count from below, hidden tabs, and pages that change or go away.

use chatlink::capture::html::read;
use chatlink::capture::protocol::{FetchPlan, Fetched};
use chatlink::capture::{
    Captured, Command, PageSnapshot, Reply, ScrollPlan, ScrollState, Session, Step,
};
use chatlink::error::Error;

use super::now;

pub(super) const URL: &str = "https://chatgpt.com/c/00000000-0000-4000-8000-00000000000a";
const TURN_HEIGHT: i64 = 300;
const VIEW_HEIGHT: i64 = 600;

/// How a simulated page keeps its turns.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Keeps {
    /// Those near the view; numbered or not.
    Window { numbered: bool },
    /// From some turn on; more come in above when the top is reached.
    Upward { batch: usize },
}

pub(super) struct SimulatedPage {
    pub(super) turns: usize,
    keeps: Keeps,
    /// The oldest turn that is in the page, for [`Keeps::Upward`].
    oldest: usize,
    /// Pixels above the view.
    pub(super) above: i64,
    pub(super) started_at: i64,
    hidden: bool,
    /// Whether every movement draws the list anew, also where it shows the same.
    restless: bool,
    pub(super) url: &'static str,
    /// What stands after the last turn.
    pub(super) end: String,
    /// Commands so far, by name.
    pub(super) log: Vec<&'static str>,
    /// What its server says.
    pub(super) server: Server,
}

/// Answers what the page asks its server.
pub(super) type Server = Box<dyn FnMut(&FetchPlan) -> Fetched>;

impl SimulatedPage {
    pub(super) fn new(turns: usize, keeps: Keeps) -> Self {
        let mut page = Self {
            turns,
            keeps,
            oldest: 0,
            above: 0,
            started_at: 0,
            hidden: false,
            restless: false,
            url: URL,
            end: String::new(),
            log: Vec::new(),
            server: Box::new(|_| Fetched {
                status: 404,
                ..Fetched::default()
            }),
        };
        if let Keeps::Upward { batch } = keeps {
            page.oldest = turns.saturating_sub(batch);
        }
        page.above = page.range();
        page.started_at = page.above;
        page
    }

    fn range(&self) -> i64 {
        let height = (self.turns - self.oldest) as i64 * TURN_HEIGHT;
        (height - VIEW_HEIGHT).max(0)
    }

    /// The turns that stand in the page, counted from 0.
    fn present(&self) -> std::ops::Range<usize> {
        match self.keeps {
            Keeps::Upward { .. } => self.oldest..self.turns,
            Keeps::Window { .. } => {
                let first = (self.above / TURN_HEIGHT - 1).max(0) as usize;
                first..(first + 5).min(self.turns)
            }
        }
    }

    fn html(&self) -> String {
        let numbered = matches!(self.keeps, Keeps::Window { numbered: true });
        let mut html = String::from("<title>A long talk</title><main>");
        for n in self.present() {
            let role = if n % 2 == 0 { "user" } else { "assistant" };
            html += &if numbered {
                format!(
                    "<section data-turn-id='t{n}' data-testid='conversation-turn-{}' data-turn='{role}'>\
                     <div data-message-author-role='{role}'><div class='whitespace-pre-wrap'>Text {n}</div></div></section>",
                    n + 1
                )
            } else {
                format!(
                    "<div data-turn-key='k{n}'><div data-chatgpt-search-unit-key='x:0:{role}' \
                     data-chatgpt-search-message-ids='t{n}'><p>Text {n}</p></div></div>"
                )
            };
        }
        html + &self.end + "</main>"
    }

    fn state(&self, moved: bool) -> ScrollState {
        ScrollState {
            above: self.above,
            below: self.range() - self.above,
            height: VIEW_HEIGHT,
            moved,
            hidden: self.hidden,
        }
    }

    fn scroll(&mut self, plan: &ScrollPlan) -> ScrollState {
        let before = (self.above, self.oldest);
        if !self.hidden {
            let by = VIEW_HEIGHT * i64::from(plan.by) / 100;
            self.above = (self.above + by).clamp(0, self.range());
            if let Keeps::Upward { batch } = self.keeps
                && self.above == 0
            {
                let more = batch.min(self.oldest);
                self.oldest -= more;
                self.above += more as i64 * TURN_HEIGHT;
            }
        }
        self.state(self.restless || before != (self.above, self.oldest))
    }

    pub(super) fn answer(&mut self, command: &Command) -> Reply {
        match command {
            Command::Read(plan) => {
                self.log.push("read");
                Reply::Page(PageSnapshot {
                    hidden: self.hidden,
                    scroll: Some(self.state(false)),
                    ..read(&self.html(), self.url, plan)
                })
            }
            Command::Scroll(plan) => {
                self.log.push("scroll");
                Reply::Scrolled(self.scroll(plan))
            }
            Command::Restore => {
                self.log.push("restore");
                self.above = self.started_at;
                Reply::Restored
            }
            Command::Fetch(plan) => {
                self.log.push("fetch");
                Reply::Fetched((self.server)(plan))
            }
            // No session asks for one.
            Command::Picture(_) => Reply::Picture(String::new()),
        }
    }
}

/// Answers until the session is done; a session that never ends fails the test.
pub(super) fn run(page: &mut SimulatedPage, mut step: Step, session: &mut Session) -> Captured {
    for _ in 0..5_000 {
        match step {
            Step::Command(command) => {
                // Over the wire and back, as in the browser.
                let command: Command =
                    serde_json::from_str(&serde_json::to_string(&command).unwrap_or_default())
                        .unwrap_or(Command::Restore);
                let reply = page.answer(&command);
                let reply: Reply =
                    serde_json::from_str(&serde_json::to_string(&reply).unwrap_or_default())
                        .unwrap_or(Reply::Gone);
                step = session.step(reply);
            }
            Step::Done(captured) => return captured,
            Step::Failed(error) => panic_with(&error),
        }
    }
    panic_with(&Error::PageGone)
}

#[allow(clippy::panic)]
pub(super) fn panic_with(error: &Error) -> ! {
    panic!("the session did not end with a conversation: {error}")
}

pub(super) fn texts(captured: &Captured) -> Vec<String> {
    captured
        .conversation
        .messages
        .iter()
        .map(|message| message.markdown.clone())
        .collect()
}

pub(super) fn all_texts(count: usize) -> Vec<String> {
    (0..count).map(|n| format!("Text {n}")).collect()
}

#[test]
fn a_numbered_window_says_what_is_missing_and_is_completed() {
    let mut page = SimulatedPage::new(41, Keeps::Window { numbered: true });
    let mut session = Session::new(URL, now());
    let step = session.start();
    let first = run(&mut page, step, &mut session);
    assert_eq!(first.completeness.captured, 3);
    assert_eq!(first.completeness.expected, Some(41));
    assert_eq!(first.completeness.missing, [(1, 38)]);
    assert!(first.completeness.can_load_more);
    assert!(!first.conversation.complete);

    let step = session.load_all();
    let all = run(&mut page, step, &mut session);
    assert_eq!(texts(&all), all_texts(41));
    assert_eq!(&page.log[..4], ["read", "fetch", "fetch", "scroll"]);
    assert!(all.conversation.complete);
    assert!(!all.completeness.can_load_more);
    assert_eq!(page.above, page.started_at);
    assert_eq!(page.log.last(), Some(&"restore"));
}

#[test]
fn a_window_without_numbers_is_not_called_complete_before_it_was_walked() {
    let mut page = SimulatedPage::new(24, Keeps::Window { numbered: false });
    let mut session = Session::new(URL, now());
    let step = session.start();
    let first = run(&mut page, step, &mut session);
    assert_eq!(first.completeness.expected, None);
    assert!(first.completeness.can_load_more);
    assert!(!first.conversation.complete);

    let step = session.load_all();
    let all = run(&mut page, step, &mut session);
    assert_eq!(texts(&all), all_texts(24));
    assert_eq!(all.completeness.expected, Some(24));
    assert!(all.conversation.complete);
}

#[test]
fn a_walk_from_the_middle_finds_both_ends() {
    let mut page = SimulatedPage::new(30, Keeps::Window { numbered: false });
    page.above = 3_000;
    page.started_at = 3_000;
    let mut session = Session::new(URL, now());
    let step = session.start();
    run(&mut page, step, &mut session);
    let step = session.load_all();
    let all = run(&mut page, step, &mut session);
    assert_eq!(texts(&all), all_texts(30));
    assert_eq!(page.above, 3_000);
}

#[test]
fn a_list_that_draws_itself_anew_at_every_movement_has_an_end() {
    for keeps in [
        Keeps::Window { numbered: true },
        Keeps::Window { numbered: false },
        Keeps::Upward { batch: 10 },
    ] {
        let mut page = SimulatedPage::new(30, keeps);
        page.restless = true;
        let mut session = Session::new(URL, now());
        let step = session.start();
        run(&mut page, step, &mut session);
        let step = session.load_all();
        let all = run(&mut page, step, &mut session);
        assert_eq!(texts(&all), all_texts(30));
        assert!(all.conversation.complete);
        assert!(page.log.len() < 150, "{} commands", page.log.len());
    }
}

#[test]
fn older_turns_that_load_at_the_top_are_collected() {
    let mut page = SimulatedPage::new(95, Keeps::Upward { batch: 20 });
    let mut session = Session::new(URL, now());
    let step = session.start();
    run(&mut page, step, &mut session);
    let step = session.load_all();
    let all = run(&mut page, step, &mut session);
    assert_eq!(texts(&all), all_texts(95));
}

#[test]
fn a_short_conversation_is_complete_at_once() {
    let mut page = SimulatedPage::new(2, Keeps::Window { numbered: false });
    let mut session = Session::new(URL, now());
    let step = session.start();
    let all = run(&mut page, step, &mut session);
    assert!(all.conversation.complete);
    assert!(!all.completeness.can_load_more);
}

#[test]
fn a_hidden_tab_loads_nothing_and_says_so() {
    let mut page = SimulatedPage::new(24, Keeps::Window { numbered: false });
    let mut session = Session::new(URL, now());
    let step = session.start();
    run(&mut page, step, &mut session);
    page.hidden = true;
    let step = session.load_all();
    let partial = run(&mut page, step, &mut session);
    assert!(!partial.conversation.complete);
    let codes: Vec<&str> = partial
        .conversation
        .warnings
        .iter()
        .map(|warning| warning.code.as_str())
        .collect();
    assert_eq!(codes, ["tab-in-background"]);
    assert_eq!(page.log.last(), Some(&"restore"));
}

#[test]
fn another_conversation_that_opens_meanwhile_is_not_mixed_in() {
    let mut page = SimulatedPage::new(24, Keeps::Window { numbered: true });
    let mut session = Session::new(URL, now());
    let step = session.start();
    let first = run(&mut page, step, &mut session);
    page.url = "https://chatgpt.com/c/00000000-0000-4000-8000-00000000000b";
    let step = session.load_all();
    let after = run(&mut page, step, &mut session);
    assert_eq!(texts(&after), texts(&first));
    assert_eq!(after.conversation.warnings[0].code, "page-left");
}

#[test]
fn a_page_that_goes_away_leaves_what_was_read() {
    let mut page = SimulatedPage::new(24, Keeps::Window { numbered: true });
    let mut session = Session::new(URL, now());
    let step = session.start();
    let first = run(&mut page, step, &mut session);
    assert!(matches!(
        session.load_all(),
        Step::Command(Command::Fetch(_))
    ));
    let Step::Done(left) = session.step(Reply::Gone) else {
        panic_with(&Error::PageGone)
    };
    assert_eq!(texts(&left), texts(&first));
}

#[test]
fn an_answer_that_grows_is_taken_at_its_longest() {
    let mut session = Session::new(URL, now());
    let Step::Command(Command::Read(plan)) = session.start() else {
        panic_with(&Error::PageGone)
    };
    let page = |answer: &str, end: &str| {
        let html = format!(
            "<main><ol data-conversation-transcript><li data-message-role='user' id='u'><p data-user-message-copy>Go on</p></li>\
             <li data-message-role='assistant' id='a' {end}><div data-assistant-markdown><p>{answer}</p></div></li></ol></main>"
        );
        Reply::Page(read(&html, URL, &plan))
    };
    let Step::Done(first) = session.step(page("Once upon", "data-message-streaming")) else {
        panic_with(&Error::PageGone)
    };
    assert!(first.completeness.streaming);
    assert!(!first.conversation.complete);
    session.load_all();
    session.step(Reply::Scrolled(ScrollState::default()));
    session.step(page("Once upon a time", "data-message-complete"));
    let Step::Done(last) = session.step(Reply::Gone) else {
        panic_with(&Error::PageGone)
    };
    assert_eq!(texts(&last), ["Go on", "Once upon a time"]);
    assert!(last.conversation.complete);
}

#[test]
fn replies_that_were_not_asked_for_end_without_a_panic() {
    for reply in [
        Reply::Restored,
        Reply::Gone,
        Reply::Failed {
            reason: String::new(),
        },
        Reply::Scrolled(ScrollState::default()),
        Reply::Fetched(Fetched::default()),
        Reply::Page(PageSnapshot::default()),
    ] {
        let mut session = Session::new(URL, now());
        assert!(matches!(session.step(reply.clone()), Step::Failed(_)));
        session.start();
        assert!(matches!(session.step(reply), Step::Failed(_)));
    }
}

#[test]
fn a_pdf_is_a_page_that_nobody_may_read() {
    let mut session = Session::new("https://example.org/shed.pdf", now());
    session.start();
    let step = session.step(Reply::Page(PageSnapshot {
        content_type: "application/pdf".to_owned(),
        ..PageSnapshot::default()
    }));
    assert_eq!(step, Step::Failed(Error::PageForbidden));
}
