//! What is shared is what was chosen, and nothing else of the conversation is in it.

use std::collections::BTreeSet;

use chatlink::choose::messages::{Share, carried, follow, key};
use chatlink::choose::parts::{self, Part};
use chatlink::choose::{Choice, Cut, Held, Parts, Pick, Prepared, cuts, pictures, prepare};
use chatlink::conversation::{Conversation, Message, Role, Source, Timestamp};
use proptest::prelude::*;

use crate::any;

fn name(kind: chatlink::redact::Kind) -> String {
    chatlink::messages::english(kind.message_key(), &[])
}

/// A conversation of these roles: u(ser), a(ssistant), t(ool), s(ystem). Each message says its place.
fn of(roles: &str) -> Conversation {
    let message = |(at, role)| Message {
        role: match role {
            'u' => Role::User,
            't' => Role::Tool,
            's' => Role::System,
            _ => Role::Assistant,
        },
        markdown: format!("number {at}"),
        ..Message::default()
    };
    Conversation {
        complete: true,
        messages: roles.chars().enumerate().map(message).collect(),
        ..Conversation::default()
    }
}

fn chosen(conversation: &Conversation, choice: &Choice) -> Prepared {
    prepare(conversation, choice, &name)
}

/// The messages that a pick keeps, as `-` and `+`.
fn kept(roles: &str, pick: Pick) -> String {
    let out = pick.left_out(&of(roles).messages);
    let sign = |at| if out.contains(&at) { '-' } else { '+' };
    (0..roles.len()).map(sign).collect()
}

#[test]
fn picks_choose_messages() {
    for (roles, pick, wanted) in [
        ("uaua", Pick::All, "++++"),
        ("uaua", Pick::None, "----"),
        ("suatau", Pick::Answers, "--+++-"),
        ("suatau", Pick::Prompts, "-+---+"),
        ("uaua", Pick::From(2), "--++"),
        ("uaua", Pick::From(0), "++++"),
        ("uauaua", Pick::Exchange(2), "--++--"),
        ("uauaua", Pick::Exchange(3), "--++--"),
        ("uuaau", Pick::Exchange(1), "++++-"),
        ("uuaau", Pick::Exchange(3), "++++-"),
        ("suaua", Pick::Exchange(0), "+----"),
        ("aaua", Pick::Exchange(1), "++--"),
        ("uatau", Pick::Exchange(2), "++++-"),
        ("ua", Pick::Exchange(9), "++"),
    ] {
        assert_eq!(kept(roles, pick), wanted, "{roles} {pick:?}");
    }
    assert_eq!(Pick::Exchange(0).left_out(&[]), BTreeSet::new());
}

#[test]
fn one_switch_says_all_none_or_some() {
    for (out, wanted) in [
        (vec![], Share::All),
        (vec![0, 1, 2], Share::None),
        (vec![1], Share::Some),
        (vec![7], Share::All),
    ] {
        assert_eq!(Share::of(&out.into_iter().collect(), 3), wanted);
    }
}

#[test]
fn gaps_are_told_or_not() {
    let conversation = of("uauaua");
    let mut choice = Choice {
        left_out: [0, 2, 3, 5].into(),
        ..Choice::default()
    };
    let told = chosen(&conversation, &choice);
    let gaps: Vec<u32> = (told.conversation.messages.iter())
        .map(|message| message.left_out)
        .collect();
    assert_eq!(gaps, [1, 2]);
    assert_eq!(told.conversation.left_out_at_end, 1);
    assert_eq!(told.from, [1, 4]);
    assert!(!told.conversation.edited);

    choice.without_gaps = true;
    let silent = chosen(&conversation, &choice).conversation;
    assert!(silent.messages.iter().all(|message| message.left_out == 0));
    assert_eq!(silent.left_out_at_end, 0);

    // Gaps that were there before are added to those of the message between.
    let mut before = of("uau");
    before.messages[1].left_out = 2;
    before.messages[2].left_out = 4;
    let choice = Choice {
        left_out: [1].into(),
        ..Choice::default()
    };
    assert_eq!(
        chosen(&before, &choice).conversation.messages[1].left_out,
        7
    );
}

#[test]
fn parts_are_left_out() {
    let mut conversation = of("uat");
    conversation.model = Some("m".into());
    conversation.captured_at = Timestamp::from_unix(1);
    conversation.messages[1] = Message {
        markdown: "See ![a \"plan\"](https://a.example/p.png) and `![x](y)`.".into(),
        reasoning: Some("![](https://a.example/q.png)".into()),
        model: Some("n".into()),
        time: Timestamp::from_unix(2),
        sources: vec![Source {
            title: "s".into(),
            url: "https://a.example/".into(),
        }],
        ..conversation.messages[1].clone()
    };
    for part in Part::ALL {
        assert!(part.is_in(&conversation), "{part:?}");
        let mut choice = Choice::default();
        assert!(choice.parts.has(part));
        choice.parts.set(part, false);
        let left = chosen(&conversation, &choice).conversation;
        if part == Part::Images {
            assert_eq!(
                left.messages[1].markdown,
                "See \\[a \\\"plan\\\"\\] and `![x](y)`."
            );
            assert_eq!(left.messages[1].reasoning.as_deref(), Some("\\[…\\]"));
        } else {
            assert!(!part.is_in(&left), "{part:?}");
        }
        for other in Part::ALL {
            if other != part && other != Part::Images {
                assert!(other.is_in(&left), "{part:?} took {other:?}");
            }
        }
    }
    let none = Parts {
        tools: false,
        ..Parts::default()
    };
    let choice = Choice {
        parts: none,
        ..Choice::default()
    };
    // A message of a tool is a message: that it is missing is told.
    let left = chosen(&conversation, &choice).conversation;
    assert_eq!((left.messages.len(), left.left_out_at_end), (2, 1));
}

#[test]
fn images_are_found_where_the_reader_sees_them() {
    let text = "![one](a.png) \\![no](b.png)\n\n```\n![no](c.png)\n```\n\n[![two](d.png)](e)\n\n![three][x]\n\n[x]: f.png";
    let found: Vec<_> = parts::images(text)
        .into_iter()
        .map(|image| (image.alt, image.address))
        .collect();
    assert_eq!(
        found,
        [("one", "a.png"), ("two", "d.png"), ("three", "f.png")]
            .map(|(alt, address)| (alt.to_owned(), address.to_owned()))
    );
}

#[test]
fn pictures_come_in_where_they_were() {
    let mut conversation = of("uau");
    conversation.messages[0].markdown = "[image: plan] and \\[image: plan\\]".into();
    conversation.messages[1].markdown =
        "![a [b]](https://a.example/p.png) `![no](https://a.example/p.png)` [image]".into();
    conversation.messages[2].markdown = "[image: plan] [image: other]".into();
    let wanted = pictures::wanted(&conversation);
    let named: Vec<_> = (wanted.iter())
        .map(|it| (it.address.as_str(), it.name.as_str(), it.nth, it.of))
        .collect();
    assert_eq!(
        named,
        [
            ("", "plan", 0, 3),
            ("", "plan", 1, 3),
            ("https://a.example/p.png", "a [b]", 0, 1),
            ("", "", 0, 1),
            ("", "plan", 2, 3),
            ("", "other", 0, 1),
        ]
    );
    let gif = |letter: &str| format!("data:image/gif;base64,R0lGODlhAQABAAAA{letter}Cw=");
    let held: Vec<Held> = (wanted.iter().zip(["A", "B", "C", "D", "E"]))
        .map(|(wanted, letter)| wanted.held(gif(letter)))
        .collect();
    let choice = Choice {
        pictures: held,
        ..Choice::default()
    };
    let shared = chosen(&conversation, &choice).conversation;
    let texts: Vec<&str> = (shared.messages.iter())
        .map(|message| message.markdown.as_str())
        .collect();
    assert_eq!(
        texts,
        [
            format!("![plan]({}) and ![plan]({})", gif("A"), gif("B")),
            format!(
                "![a \\[b\\]]({}) `![no](https://a.example/p.png)` ![]({})",
                gif("C"),
                gif("D")
            ),
            format!("![plan]({}) [image: other]", gif("E")),
        ]
    );
    // Left out, they are names again; and one that was cut out does not push others along.
    let mut without = choice.clone();
    without.parts.images = false;
    let texts = chosen(&conversation, &without).conversation;
    assert_eq!(texts.messages[0], conversation.messages[0]);
    let cut = Cut::new(0, &conversation.messages[0], 0..13, false);
    let choice = Choice {
        cuts: vec![cut],
        ..choice
    };
    let shared = chosen(&conversation, &choice).conversation;
    assert_eq!(shared.messages[0].markdown, " and \\[image: plan\\]");
}

#[test]
fn cuts_follow_one_another() {
    let mut conversation = of("ua");
    conversation.messages[1].markdown = "I met **Mia** in Graz, and Mia said yes.".into();
    let message = &conversation.messages[1];
    let first = Cut::new(1, message, 8..11, true);
    let after = cuts::text(message, 1, std::slice::from_ref(&first), "masked");
    assert_eq!(after, "I met **[masked]** in Graz, and Mia said yes.");
    let at = after.find(" in Graz").unwrap();
    let second = Cut::new(1, message, at..at + " in Graz".len(), false);
    let choice = Choice {
        cuts: vec![first, second],
        ..Choice::default()
    };
    let shared = chosen(&conversation, &choice).conversation;
    assert_eq!(
        shared.messages[1].markdown,
        "I met **[masked]**, and Mia said yes."
    );
    assert!(shared.edited);
    assert_eq!(shared.messages[0], conversation.messages[0]);

    // A range that the text does not have changes nothing.
    let odd = Cut::new(1, &conversation.messages[1], 3..9000, false);
    let choice = Choice {
        cuts: vec![odd],
        ..Choice::default()
    };
    let shared = chosen(&conversation, &choice).conversation;
    assert_eq!(
        shared,
        chosen(&conversation, &Choice::default()).conversation
    );
    assert!(!shared.edited);
}

#[test]
fn a_secret_that_is_left_out_is_not_found_and_one_that_is_unmasked_stays() {
    let mut conversation = of("uau");
    conversation.messages[0].markdown = "write to mia@garden.example".into();
    conversation.messages[2].markdown = "or to leo@garden.example".into();
    let choice = Choice {
        left_out: [0].into(),
        ..Choice::default()
    };
    let prepared = chosen(&conversation, &choice);
    assert_eq!(prepared.findings.len(), 1);
    assert!(prepared.conversation.edited);
    let leo = prepared.findings[0].same;

    let choice = Choice {
        unmasked: [leo, 5].into(),
        ..choice
    };
    let prepared = chosen(&conversation, &choice);
    assert_eq!(prepared.unmasked(&choice), [leo].into());
    assert_eq!(prepared.conversation, prepared.clear);
    assert!(!prepared.conversation.edited);
}

#[test]
fn a_choice_follows_a_chat_that_was_read_again() {
    let before = of("uaua");
    let keys: Vec<u64> = before.messages.iter().map(key).collect();
    let left_out: BTreeSet<usize> = [1, 2].into();

    // Two older messages came in above, one newer below, and the last answer went on.
    let mut after = of("uauauau");
    for (at, message) in after.messages.iter_mut().enumerate() {
        message.markdown = match at {
            0 | 1 => format!("older {at}"),
            6 => "newer".into(),
            at => format!("number {}", at - 2),
        };
    }
    after.messages[5].markdown += ", and more";
    let places = follow(&keys, &after.messages);
    assert_eq!(
        places,
        [None, None, Some(0), Some(1), Some(2), Some(3), None]
    );
    for (pick, wanted) in [
        (Pick::All, vec![3, 4]),
        (Pick::None, vec![0, 1, 3, 4, 6]),
        (Pick::Exchange(1), vec![0, 1, 3, 4, 6]),
        (Pick::Answers, vec![0, 3, 4, 6]),
        (Pick::Prompts, vec![1, 3, 4]),
        (Pick::From(2), vec![0, 1, 3, 4]),
    ] {
        let carried = carried(&left_out, pick, &places, &after.messages);
        assert_eq!(carried, wanted.into_iter().collect(), "{pick:?}");
    }
}

#[test]
fn a_message_that_changed_keeps_its_place() {
    let before: Vec<u64> = of("uau").messages.iter().map(key).collect();
    for changed in 0..3 {
        let mut after = of("uau");
        after.messages[changed].markdown += "!";
        assert_eq!(
            follow(&before, &after.messages),
            [Some(0), Some(1), Some(2)]
        );
    }
    let mut after = of("uau");
    for message in &mut after.messages {
        message.markdown += "!";
    }
    assert_eq!(
        follow(&before, &after.messages),
        [Some(0), Some(1), Some(2)]
    );
}

#[test]
fn a_cut_whose_text_changed_leaves_its_message_out() {
    let before = of("uau");
    let keys: Vec<u64> = before.messages.iter().map(key).collect();
    let cut = |at: usize| Cut::new(at, &before.messages[at], 0..3, false);
    let mut after = of("auau");
    after.messages[0].markdown = "older".into();
    for at in 1..4 {
        after.messages[at] = before.messages[at - 1].clone();
    }
    after.messages[2].markdown = "another text".into();
    let places = follow(&keys, &after.messages);
    let (kept, lost) = cuts::carried(&[cut(0), cut(1)], &places, &after.messages);
    assert_eq!(kept.iter().map(|it| it.message).collect::<Vec<_>>(), [1]);
    assert_eq!(lost, [2]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Of any conversation and any choice: what stays is what was chosen, in its order.
    #[test]
    fn what_stays_was_chosen(
        conversation in any::conversation(),
        out in proptest::collection::btree_set(0usize..6, 0..6),
        without_gaps in any::<bool>(),
        flags in any::<[bool; 6]>(),
    ) {
        let mut choice = Choice { left_out: out.clone(), without_gaps, ..Choice::default() };
        for (part, on) in Part::ALL.into_iter().zip(flags) {
            choice.parts.set(part, on);
        }
        let prepared = chosen(&conversation, &choice);
        prop_assert_eq!(prepared.from.len(), prepared.conversation.messages.len());
        for (at, message) in prepared.from.iter().zip(&prepared.conversation.messages) {
            prop_assert!(!out.contains(at));
            prop_assert_eq!(message.role, conversation.messages[*at].role);
        }
        let stays = conversation.messages.iter().enumerate().filter(|(at, message)| {
            !out.contains(at) && (choice.parts.tools || message.role != Role::Tool)
        });
        prop_assert_eq!(prepared.from, stays.map(|(at, _)| at).collect::<Vec<_>>());
        for part in Part::ALL {
            prop_assert!(
                choice.parts.has(part) || part == Part::Images || !part.is_in(&prepared.conversation)
            );
        }
    }
}
