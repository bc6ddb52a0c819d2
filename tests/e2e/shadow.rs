//! Chats that live in shadow roots: open ones, one inside another with slots, and closed ones.

use chatlink::conversation::Role;
use driver::{Kind, Response, hooks};

use crate::{Stage, in_both};

in_both!(a_chat_in_shadow_roots);

const HOST: &str = "shed.example";

/// Two questions in elements whose roots are open, two answers in elements whose roots are closed. What
/// an element has beside its root is not shown, and not read, but for what a slot takes in.
const PAGE: &str = "<!doctype html><link rel=icon href='data:,'><title>A chat in the shade</title>
<main><chat-log></chat-log></main><script>
const define = (name, mode, html) => customElements.define(name, class extends HTMLElement {
  connectedCallback() { this.attachShadow({ mode }).innerHTML = html; }
});
define('asked-by-user', 'open', \"<div class='message user'><slot></slot></div>\");
define('said-by-bot', 'closed', \"<div class='message bot'><slot name='text'></slot><div class='note'></div></div>\");
define('chat-log', 'open', `<style>div { color: teal }</style>
  <asked-by-user><p>How dry is the shed?</p></asked-by-user>
  <said-by-bot><p slot='text'>Quite <b>dry</b>.</p><p>Nobody sees this.</p></said-by-bot>
  <asked-by-user><p>And the loft?</p></asked-by-user>
  <said-by-bot><p slot='text'>Damp.</p></said-by-bot>`);
const log = document.querySelector('chat-log').shadowRoot;
// A box whose root the page keeps to itself.
const said = [...log.querySelectorAll('said-by-bot')].at(-1);
const box = document.createElement('div');
box.attachShadow({ mode: 'closed' }).innerHTML = '<ul><li>north side</li></ul>';
said.querySelector('[slot]').after(Object.assign(box, { slot: 'text' }));
</script>";

fn a_chat_in_shadow_roots(kind: Kind) {
    let mut stage = Stage::new(kind);
    stage.network.host(HOST, |_| Response::html(PAGE));
    let tab = stage
        .browser
        .open(&format!("https://{HOST}/talk/1"))
        .unwrap();
    let popup = stage.share(&tab);
    let link = hooks::copy_link(stage.browser.as_mut(), &popup).unwrap();
    let conversation = chatlink::link::decode(&link).unwrap().conversation;
    let said: Vec<(Role, &str)> = conversation
        .messages
        .iter()
        .map(|message| (message.role, message.markdown.as_str()))
        .collect();
    assert_eq!(
        said,
        [
            (Role::User, "How dry is the shed?"),
            (Role::Assistant, "Quite **dry**."),
            (Role::User, "And the loft?"),
            (Role::Assistant, "Damp.\n\n- north side"),
        ]
    );
}
