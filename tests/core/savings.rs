//! What leaving something out would save: near the truth, and enough where it says so.

use chatlink::conversation::{Conversation, Message, Role, Source};
use chatlink::link::meter::{Fit, LIMITS};
use chatlink::link::savings::{Part, Plan, Saving, plan, savings};
use chatlink::link::{Base, CodecChoice, encode};
use proptest::prelude::*;

use crate::any;

/// Words in an order that no codec foresees, always the same for the same number.
fn words(seed: u32, count: usize) -> String {
    const WORDS: [&str; 16] = [
        "timber", "gravel", "anchor", "winter", "frost", "soil", "drain", "depth", "slab", "level",
        "screw", "beam", "footing", "concrete", "garden", "shed",
    ];
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        WORDS[(state >> 28) as usize]
    };
    (0..count).map(|_| next()).collect::<Vec<_>>().join(" ")
}

/// Letters of base64, as a picture has them.
fn picture(characters: usize) -> String {
    let mut state = 3u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from(
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
                [(state >> 26) as usize],
        )
    };
    (0..characters).map(|_| next()).collect()
}

fn sample() -> Conversation {
    let answer = |seed: u32| Message {
        role: Role::Assistant,
        markdown: words(seed, 500),
        reasoning: Some(words(seed + 10, 900)),
        sources: (0..5)
            .map(|n| Source {
                title: words(seed + 20 + n, 8),
                url: format!(
                    "https://ground.example/{}",
                    words(seed + 30 + n, 6).replace(' ', "-")
                ),
            })
            .collect(),
        ..Message::default()
    };
    let tool = Message {
        role: Role::Tool,
        markdown: words(99, 700),
        ..Message::default()
    };
    let shown = Message {
        markdown: format!(
            "Look: ![plan](data:image/png;base64,{}) there.",
            picture(3_000)
        ),
        ..Message::default()
    };
    Conversation {
        title: "Footings".into(),
        complete: true,
        messages: vec![shown, answer(1), tool, Message::default(), answer(2)],
        ..Conversation::default()
    }
}

fn length(conversation: &Conversation) -> usize {
    Base::default()
        .link(&encode(conversation, CodecChoice::Auto).unwrap())
        .len()
}

/// What a saving says, beside what it really is.
fn really(change: impl Fn(&mut Conversation)) -> usize {
    let mut left = sample();
    change(&mut left);
    length(&sample()) - length(&left)
}

#[track_caller]
fn near(said: usize, true_one: usize) {
    assert!(
        said.abs_diff(true_one) * 5 <= true_one,
        "{said} instead of {true_one}"
    );
}

#[test]
fn estimates_are_near_the_truth() {
    let chars = length(&sample());
    let list = savings(&sample(), chars);
    let of = |part: Part| list.iter().find(|saving| saving.part == part).unwrap();
    near(
        of(Part::Reasoning).chars,
        really(|it| {
            it.messages
                .iter_mut()
                .for_each(|message| message.reasoning = None);
        }),
    );
    near(
        of(Part::Sources).chars,
        really(|it| {
            it.messages
                .iter_mut()
                .for_each(|message| message.sources.clear());
        }),
    );
    near(
        of(Part::Tools).chars,
        really(|it| it.messages.retain(|message| message.role != Role::Tool)),
    );
    near(
        of(Part::Images).chars,
        really(|it| it.messages[0].markdown = "Look: ![plan]() there.".into()),
    );
    let counts: Vec<_> = list
        .iter()
        .map(|saving| (saving.part, saving.count))
        .collect();
    assert!(counts.contains(&(Part::Reasoning, 2)), "{counts:?}");
    assert!(counts.contains(&(Part::Sources, 10)), "{counts:?}");
    assert!(
        counts.contains(&(Part::Tools, 1)) && counts.contains(&(Part::Images, 1)),
        "{counts:?}"
    );
}

#[test]
fn the_longest_messages_are_as_many_as_are_needed() {
    let messages = (0..40).map(|n| Message {
        markdown: words(n, 20 + 10 * n as usize),
        ..Message::default()
    });
    let conversation = Conversation {
        messages: messages.collect(),
        ..Conversation::default()
    };
    let chars = length(&conversation);
    let list = savings(&conversation, chars);
    let [
        Saving {
            part: Part::Longest,
            count,
            chars: saved,
        },
    ] = list[..]
    else {
        panic!("{list:?}");
    };
    let Plan {
        over, leave_out, ..
    } = plan(&list, chars).unwrap();
    assert!(saved >= over && leave_out == [Part::Longest]);
    let mut left = conversation.clone();
    left.messages.truncate(40 - count);
    near(saved, chars - length(&left));
}

fn saving(part: Part, chars: usize) -> Saving {
    Saving {
        part,
        count: 1,
        chars,
    }
}

#[test]
fn the_cheapest_way_is_proposed() {
    let list = [
        saving(Part::Reasoning, 3_000),
        saving(Part::Sources, 900),
        saving(Part::Tools, 400),
        saving(Part::Longest, 2_000),
    ];
    for (chars, place, over, wanted) in [
        // The smallest part that is enough.
        (4_300, Fit::Messengers, 300, &[Part::Tools][..]),
        (4_800, Fit::Messengers, 800, &[Part::Sources]),
        (6_000, Fit::Messengers, 2_000, &[Part::Reasoning]),
        // Several where one is not enough.
        (
            7_800,
            Fit::Messengers,
            3_800,
            &[Part::Reasoning, Part::Sources],
        ),
        (
            32_900 + 3_200,
            Fit::AddressBar,
            4_100,
            &[Part::Reasoning, Part::Sources, Part::Tools],
        ),
        // Nothing is.
        (31_000, Fit::Mail, 23_000, &[]),
        // More than any browser takes.
        (1_000_100, Fit::Browsers, 100, &[Part::Tools]),
    ] {
        let plan = plan(&list, chars).unwrap();
        assert_eq!((plan.place, plan.over), (place, over), "{chars}");
        assert_eq!(plan.leave_out, wanted, "{chars}");
    }
    // Whole messages only where the rest is not enough.
    let short = [saving(Part::Sources, 100), saving(Part::Longest, 1_500)];
    assert_eq!(plan(&short, 5_000).unwrap().leave_out, [Part::Longest]);
    assert_eq!(plan(&list, 2_000), None);
    assert_eq!(plan(&[], 2_001).unwrap().leave_out, []);
}

proptest! {
    #[test]
    fn no_conversation_makes_it_panic(conversation in any::conversation(), chars in 0usize..2_000_000) {
        let list = savings(&conversation, chars);
        for saving in &list {
            prop_assert!(saving.count > 0 && saving.chars > 0);
            prop_assert!(saving.part == Part::Longest || saving.chars <= chars);
        }
        let plan = plan(&list, chars);
        prop_assert_eq!(plan.is_none(), chars <= LIMITS[0].1);
    }
}
