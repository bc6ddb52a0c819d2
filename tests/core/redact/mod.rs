//! Secrets are found and masked, in every field and in every spelling, and nothing else is.

mod labelled;
mod masked;
mod rates;
