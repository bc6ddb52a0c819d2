//! Transcripts: our own without loss, those of others as well as can be.

use chatlink::conversation::{Conversation, Message, Role, Source, Timestamp, Warning};
use chatlink::transcript::{read, write};
use expect_test::expect;
use proptest::prelude::*;

use crate::any;

proptest! {
    #[test]
    fn any_conversation_comes_back(conversation in any::conversation()) {
        let text = write(&conversation);
        prop_assert_eq!(read(&text), Some(conversation.clone()), "{}", text);
    }

    #[test]
    fn line_ends_of_another_system_change_nothing(conversation in any::conversation()) {
        let text = write(&conversation);
        prop_assume!(!text.contains('\r'));
        prop_assert_eq!(read(&text.replace('\n', "\r\n")), Some(conversation));
    }

    #[test]
    fn nothing_makes_it_panic(text in any::text()) {
        let _ = read(&text);
        let _ = read(&format!("---\nchatlink: 1\n{text}\n---\n{text}\n## User ({text})\n{text}"));
    }
}

#[test]
fn it_reads_well() {
    let conversation = Conversation {
        title: "Frost depth: how deep?".into(),
        site: "chatgpt".into(),
        model: Some("gpt-5".into()),
        author: Some("Mia".into()),
        captured_at: Timestamp::parse("2026-05-03T10:00:00Z"),
        complete: false,
        warnings: vec![Warning {
            code: "image-left-out".into(),
            detail: "plan.png".into(),
        }],
        messages: vec![
            Message {
                markdown: "How deep?\n\n## User\n\nis a heading of mine.".into(),
                ..Message::default()
            },
            Message {
                role: Role::Assistant,
                markdown: "Below the frost line.".into(),
                model: Some("o3, preview".into()),
                time: Timestamp::parse("2026-05-03T09:59:00Z"),
                reasoning: Some("The ground heaves.".into()),
                sources: vec![Source {
                    title: "Frost line".into(),
                    url: "https://ground.example/frost".into(),
                }],
                left_out: 3,
            },
        ],
        ..Conversation::default()
    };
    expect![[r#"
        ---
        chatlink: 1
        title: "Frost depth: how deep?"
        site: chatgpt
        model: gpt-5
        author: Mia
        captured_at: 2026-05-03T10:00:00Z
        complete: false
        warning: image-left-out, plan.png
        ---

        ## User

        How deep?

        \## User

        is a heading of mine.

        ## Assistant (model: "o3, preview", time: 2026-05-03T09:59:00Z, left_out: 3)

        Below the frost line.

        ### Reasoning

        The ground heaves.

        ### Sources

        - <https://ground.example/frost> Frost line
    "#]]
    .assert_eq(&write(&conversation));
}

/// What a foreign transcript is read as: title, then roles and texts on a line each.
fn seen(text: &str) -> String {
    let Some(conversation) = read(text) else {
        return "nothing".to_owned();
    };
    let mut out = conversation.title;
    for message in conversation.messages {
        out += &format!(
            "\n{:?}: {}",
            message.role,
            message.markdown.replace('\n', "⏎")
        );
    }
    for warning in conversation.warnings {
        out += &format!("\n{}: {}", warning.code, warning.detail);
    }
    out
}

#[test]
fn headings_of_others() {
    expect![[r#"
        Sheds
        User: How deep?
        Assistant: ## Answer⏎⏎Deep.⏎⏎```⏎## User⏎```"#]]
    .assert_eq(&seen(
        "# Sheds\n\n## 👤 User\n\nHow deep?\n\n---\n\n## ChatGPT 4o:\n\n## Answer\n\nDeep.\n\n```\n## User\n```\n\n---\n",
    ));
}

#[test]
fn bold_names_of_others() {
    expect![[r#"
        Sheds
        User: How deep?
        Assistant: Deep.⏎⏎**Note:** deeper in the north.⏎⏎**You** may ask more: User: x
        User: Thanks"#]]
    .assert_eq(&seen(
        "---\ntitle: \"Sheds\"\n---\n**You:** How deep?\n\n**Claude**:\nDeep.\n\n**Note:** deeper in the north.\n\n**You** may ask more: User: x\n\n_**User (2026-05-03)**_\n\nThanks\n",
    ));
}

#[test]
fn plain_names_of_others() {
    expect![[r#"

        User: How deep?⏎```dig()```
        Assistant: Answer: deep.⏎System: frozen."#]]
    .assert_eq(&seen(
        "You said:\r\nHow deep?\r\n```dig()```\r\n\r\nChatGPT said:\r\nAnswer: deep.\r\nSystem: frozen.\r\n",
    ));
}

#[test]
fn prompts_and_responses() {
    expect![[r#"
        Sheds
        User: How deep?
        Assistant: Deep.⏎⏎### Assistant⏎⏎is a word.
        text-before-first-message: 18"#]]
    .assert_eq(&seen(
        "# Sheds\nExported yesterday\n\n### Prompt 1\n\nHow deep?\n### Response 1:\nDeep.\n\n### Assistant\n\nis a word.\n",
    ));
}

#[test]
fn ordinary_text_is_no_transcript() {
    for text in [
        "",
        "# Sheds\n\nThey need footings.\n\n## Systems\n\nMany.",
        "Note: dig deep.\nQuestion: how deep?\nhttps://a.example/",
        "```\nUser: x\n```",
        "User:x",
        "## User",
    ] {
        assert_eq!(seen(text), "nothing", "{text}");
    }
}
