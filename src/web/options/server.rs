//! The server that uploads go to: tried, and recognised, before it is kept.

use wasm_bindgen_futures::spawn_local;

use super::address::Form;
use crate::upload::Server;
use crate::web::dom::El;
use crate::web::i18n::{error_text, t, tr};
use crate::web::settings::{self, OFFERED_SERVER};

/// Adds this part, with what was chosen.
pub(super) async fn add(page: &El) {
    let keys = [
        "options_server_title",
        "options_server_help",
        "upload_use_server",
        "options_server_forget",
    ];
    let form = Form::new("server", keys, OFFERED_SERVER);
    let forgetting = form.clone();
    form.on_forget(move || {
        let form = forgetting.clone();
        spawn_local(async move {
            let done = settings::forget_server().await;
            form.say(done.map(|()| t("options_server_forgotten")));
            show(&form).await;
        });
    });
    let using = form.clone();
    form.on_save(move |typed| {
        let form = using.clone();
        spawn_local(async move { choose(&form, &typed).await });
    });
    show(&form).await;
    page.append(&form.element);
}

async fn show(form: &Form) {
    let server = settings::server().await;
    form.show(server.as_ref().map(Server::as_str));
}

/// Tries what is typed; what was chosen before stays where it is no server.
async fn choose(form: &Form, typed: &str) {
    form.say(Ok(t("upload_trying")));
    let tried = settings::try_server(typed).await;
    if tried.is_ok() {
        show(form).await;
    }
    form.judge(match tried {
        Ok(server) => Ok(tr("options_server_saved", &[server.name()])),
        Err(error) => Err(error_text(&error)),
    });
}
