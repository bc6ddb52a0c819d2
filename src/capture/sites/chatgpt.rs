//! stub
use super::{Page, Site, SitePlan};
use crate::capture::accumulate::{Reading, Turn};
use crate::capture::markdown;
use crate::conversation::{Message, Role};
/// ChatGPT
pub struct ChatGpt;
impl Site for ChatGpt {
    fn name(&self) -> &'static str {
        "chatgpt"
    }
    fn hosts(&self) -> &'static [&'static str] {
        &["chatgpt.com", "chat.openai.com"]
    }
    fn plan(&self) -> SitePlan {
        SitePlan {
            roots: &["main"],
            ..SitePlan::default()
        }
    }
    fn recognises(&self, page: &Page<'_>) -> bool {
        page.root().has("[data-message-author-role]")
    }
    fn read(&self, page: &Page<'_>) -> Reading {
        let turns = page
            .root()
            .find_outermost("[data-message-author-role]")
            .into_iter()
            .map(|node| Turn {
                key: node.attr("data-message-id").unwrap_or_default().to_owned(),
                message: Some(Message {
                    role: if node.attr("data-message-author-role") == Some("user") {
                        Role::User
                    } else {
                        Role::Assistant
                    },
                    markdown: markdown::text(node),
                    ..Message::default()
                }),
                ..Turn::default()
            })
            .collect();
        Reading {
            title: page.snapshot.title.clone(),
            turns,
            ..Reading::default()
        }
    }
}
