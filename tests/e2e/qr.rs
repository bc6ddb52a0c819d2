//! The QR code of a link, read off the screen as a phone does.

use chatlink::link;
use driver::sample::{self, Sample};
use driver::{Browser, Kind, Page, Scheme, hooks};

use crate::{Stage, in_both, sentence};

in_both!(a_code_is_read_off_the_screen, too_long_for_a_code);

fn a_code_is_read_off_the_screen(kind: Kind) {
    let mut stage = Stage::new(kind);
    let sample: Sample = sample::shed().unwrap();
    let tab = stage.open(&sample);
    let popup = stage.share(&tab);
    let browser = stage.browser.as_mut();
    let copied = hooks::copy_link(browser, &popup).unwrap();
    browser.click(&popup, "#qr").unwrap();
    let drawn = "document.querySelector('#qr-dialog[open] img')?.naturalWidth > 0";
    browser.wait_for(&popup, drawn).unwrap();
    // Dark on light in both schemes: not every reader takes the reverse.
    for scheme in [Scheme::Light, Scheme::Dark] {
        browser.prefer(&popup, scheme).unwrap();
        let text = scanned(browser, &popup);
        assert!(text.starts_with("https://chatlink.example/#2"), "{text}");
        assert_eq!(
            link::decode(&text).unwrap().conversation,
            link::decode(&copied).unwrap().conversation
        );
    }
    // Both files are in the page already, whole.
    for (id, start) in [
        ("#qr-save-png", "data:image/png;base64,iVBORw0KGgo"),
        ("#qr-save-svg", "data:image/svg+xml,%3Csvg"),
    ] {
        let address = format!("document.querySelector('{id}').href");
        let address = browser.eval(&popup, &address).unwrap();
        assert!(address.as_str().unwrap().starts_with(start), "{id}");
    }
    browser.click(&popup, "#qr-close").unwrap();
    let closed = "!document.querySelector('#qr-dialog').open && document.activeElement.id === 'qr'";
    browser.wait_for(&popup, closed).unwrap();
    // Opened again before the browser says that it was closed: the code stays.
    let again = "(async () => {
        const press = (id) => document.getElementById(id).click();
        press('qr');
        const told = new Promise((done) =>
            document.getElementById('qr-dialog').addEventListener('close', done, { once: true }));
        press('qr-close');
        press('qr');
        await told;
        return document.querySelectorAll('#qr-dialog[open] img').length;
    })()";
    assert_eq!(browser.eval(&popup, again).unwrap(), 1);
    let text = scanned_link_opens(&mut stage, &copied);
    assert_eq!(text, sample.title);
}

/// A link in digits in the viewer, as a phone would hand it on.
fn scanned_link_opens(stage: &mut Stage, copied: &str) -> String {
    let payload = link::payload(copied).unwrap();
    let code = link::qr::QrCode::of(&link::Base::default(), &payload).unwrap();
    let viewer = hooks::open_in_viewer(stage.browser.as_mut(), code.text()).unwrap();
    stage.browser.text(&viewer, "h1").unwrap()
}

/// A link too long for a code says so, and what would make it shorter stands under its length.
fn too_long_for_a_code(kind: Kind) {
    let mut stage = Stage::new(kind);
    let tab = stage.open(&sample::dense());
    let popup = stage.share(&tab);
    let browser = stage.browser.as_mut();
    let length = browser
        .eval(
            &popup,
            "Number(document.querySelector('#length').dataset.length)",
        )
        .unwrap()
        .as_u64()
        .unwrap();
    assert!(length > 4_000, "{length}");
    browser.click(&popup, "#qr").unwrap();
    let said = browser.text(&popup, "[role=alert]").unwrap();
    assert!(said.contains("QR") && said.contains("3,910"), "{said}");
    let open = browser.eval(&popup, "document.querySelector('#qr-dialog').open");
    assert_eq!(open.unwrap(), false);
    browser.click(&popup, "#savings summary").unwrap();
    let row = "document.querySelector('#savings[open] li')?.textContent";
    let row = browser.wait_for(&popup, row).unwrap();
    let longest = sentence("part_longest", &[]);
    assert!(row.as_str().unwrap().starts_with(&longest), "{row}");
}

/// What another reader makes of what is shown at this moment.
fn scanned(browser: &mut dyn Browser, page: &Page) -> String {
    let file = browser.picture(page).unwrap();
    let mut decoder = png::Decoder::new(std::io::Cursor::new(file));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    let step = info.color_type.samples();
    let (width, height) = (info.width as usize, info.height as usize);
    let mut picture = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| {
        pixels[y * info.line_size + x * step]
    });
    let grids = picture.detect_grids();
    assert_eq!(grids.len(), 1, "one code on the screen");
    grids[0].decode().unwrap().1
}
