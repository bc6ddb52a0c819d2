//! Without a press nothing runs: no script in any page, no request, no background, and nothing that would wake one.

use driver::{Kind, hooks, sample};

use crate::{Stage, in_both};

in_both!(nothing_runs);

fn nothing_runs(kind: Kind) {
    let mut stage = Stage::new(kind);
    let sample = sample::shed().unwrap();
    let tab = stage.open(&sample);
    let browser = stage.browser.as_mut();
    let page = "document.documentElement.outerHTML";
    let before = browser.eval(&tab, page).unwrap();

    // What could begin something by itself is not there at all.
    let settings = format!("{}/{}", browser.origin(), hooks::OPTIONS);
    let settings = browser.open(&settings).unwrap();
    browser
        .wait_for(
            &settings,
            "document.documentElement.dataset.state === 'ready'",
        )
        .unwrap();
    let asleep = "(async () => { const api = globalThis.browser ?? chrome; \
        return [typeof api.alarms, typeof api.webRequest, typeof api.tabs.onUpdated === 'undefined', \
            (await api.scripting.getRegisteredContentScripts()).length, \
            (await api.declarativeNetRequest.getDynamicRules()).length]; })()";
    let asleep = browser.eval(&settings, asleep).unwrap();
    assert_eq!(
        asleep,
        serde_json::json!(["undefined", "undefined", false, 0, 0])
    );
    browser.close(&settings).unwrap();

    // The chat is loaded again, and left: nobody asks for it to be read.
    browser
        .eval(&tab, "setTimeout(() => location.reload())")
        .unwrap();
    browser
        .wait_for(&tab, "document.readyState === 'complete'")
        .unwrap();
    match kind {
        Kind::Firefox => browser.background_ends().unwrap(),
        // Driven by the DevTools protocol, Chromium still had it after two minutes. What it loads when there is
        // something to do is not there.
        Kind::Chromium if browser.background_runs().unwrap() => {
            let loaded = "performance.getEntriesByType('resource').map(({ name }) => name).join()";
            let loaded = browser.eval_in_background(loaded).unwrap();
            assert!(!loaded.as_str().unwrap().contains(".wasm"), "{loaded}");
        }
        Kind::Chromium => {}
    }
    assert_eq!(
        browser.eval(&tab, page).unwrap(),
        before,
        "the page was changed"
    );
    // The page's own two loads, and nothing else from anybody.
    assert!(
        stage.asked().iter().all(|url| *url == sample.url),
        "{:?}",
        stage.asked()
    );

    // And a press finds everything as it should be.
    let popup = stage.share(&tab);
    hooks::copy_link(stage.browser.as_mut(), &popup).unwrap();
}
