//! One target of `tests/core/hostile/targets.rs`, by its name in `CHATLINK_FUZZ`, under libFuzzer.
#![no_main]

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/core/hostile/targets.rs"]
mod targets;

fuzz_target!(|data: &[u8]| {
    static TARGET: OnceLock<fn(&[u8])> = OnceLock::new();
    let target = TARGET.get_or_init(|| {
        let name = std::env::var("CHATLINK_FUZZ").unwrap_or_default();
        let known = targets::TARGETS.iter().find(|(known, _)| *known == name);
        known.map(|(_, target)| *target).expect("CHATLINK_FUZZ names a target")
    });
    target(data);
});
