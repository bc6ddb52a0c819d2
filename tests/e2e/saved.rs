//! The viewer that the settings save as one file: it opens from disk, with no extension around it.

use chatlink::link::{self, CodecChoice};
use driver::{Kind, hooks};

use crate::homes::{self, opens_with_its_password, shows_everything};
use crate::manage::CATCH;
use crate::{Stage, in_both, sentence};

in_both!(opens_from_disk);

const STATE: &str = "document.documentElement.dataset.state";

fn opens_from_disk(kind: Kind) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("chatlink-viewer.html");
    {
        let mut stage = Stage::new(kind);
        let browser = stage.browser.as_mut();
        let page = format!("{}/{}", browser.origin(), hooks::OPTIONS);
        let page = browser.open(&page).unwrap();
        browser
            .wait_for(&page, &format!("{STATE} === 'ready'"))
            .unwrap();
        browser.eval(&page, CATCH).unwrap();
        browser.click(&page, "#viewer-file").unwrap();
        let saved = "document.documentElement.dataset.saved";
        let saved = browser.wait_for(&page, saved).unwrap();
        std::fs::write(&file, saved.as_str().unwrap()).unwrap();
        let said = browser.text(&page, "#viewer-file-said").unwrap();
        assert_eq!(said, sentence("options_file_saved", &[]));
        assert_eq!(stage.asked(), Vec::<String>::new());
    }

    // In a browser that has no extension.
    let (network, mut browser) = homes::stage(kind);
    let browser = browser.as_mut();
    let address = format!("file://{}", file.canonicalize().unwrap().display());
    let page = browser.open(&address).unwrap();
    browser
        .wait_for(&page, &format!("{STATE} === 'asking'"))
        .unwrap();
    let title = browser.text(&page, "h1").unwrap();
    assert_eq!(title, sentence("view_ask_title", &[]));
    let plain = link::encode(&homes::conversation(), CodecChoice::Deflate).unwrap();
    for payload in [plain, homes::payload()] {
        let page = browser.open(&format!("{address}#{payload}")).unwrap();
        shows_everything(browser, &page);
        browser.close(&page).unwrap();
    }
    let page = browser
        .open(&format!("{address}#{}", homes::sealed()))
        .unwrap();
    opens_with_its_password(browser, &page);
    let asked: Vec<_> = network.requests().into_iter().map(|it| it.url).collect();
    assert_eq!(asked, Vec::<String>::new());
}
