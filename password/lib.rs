//! The key that a password makes: Argon2id.
//!
//! A package and a wasm of its own: few links have a password, and whoever opens the others need
//! not load what it takes. A Worker calls it (`extension/worker.js`), since it takes long by intent.

use argon2::{Algorithm, Argon2, Params, Version};

/// What deriving a key costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// How often all of it is gone through.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

/// As many bytes as wanted of password and salt.
///
/// # Errors
/// What is wrong with the settings or the lengths.
///
/// ```
/// let settings = chatlink_password::Settings { memory_kib: 64, passes: 1, lanes: 1 };
/// let key: [u8; 16] = chatlink_password::derive(settings, &[7; 16], b"correct horse").unwrap();
/// assert_ne!(key, [0; 16]);
/// ```
pub fn derive<const N: usize>(
    settings: Settings,
    salt: &[u8],
    password: &[u8],
) -> Result<[u8; N], String> {
    let mut bytes = [0; N];
    fill(settings, salt, password, &mut bytes)?;
    Ok(bytes)
}

fn fill(settings: Settings, salt: &[u8], password: &[u8], bytes: &mut [u8]) -> Result<(), String> {
    let Settings {
        memory_kib,
        passes,
        lanes,
    } = settings;
    Params::new(memory_kib, passes, lanes, Some(bytes.len()))
        .and_then(|params| {
            Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
                .hash_password_into(password, salt, bytes)
        })
        .map_err(|error| error.to_string())
}

#[cfg(target_arch = "wasm32")]
mod browser {
    use wasm_bindgen::prelude::wasm_bindgen;

    use super::{Settings, fill};

    /// The same for scripts: so many bytes.
    ///
    /// # Errors
    /// As [`derive`](super::derive).
    #[wasm_bindgen]
    #[allow(unreachable_pub, reason = "the bindings reach it")]
    pub fn key(
        password: &str,
        salt: &[u8],
        memory_kib: u32,
        passes: u32,
        lanes: u32,
        length: usize,
    ) -> Result<Vec<u8>, String> {
        let settings = Settings {
            memory_kib,
            passes,
            lanes,
        };
        let mut bytes = vec![0; length];
        fill(settings, salt, password.as_bytes(), &mut bytes)?;
        Ok(bytes)
    }
}
