//! A stand-in for a PrivateBin server: it stores, gives, burns, expires and deletes as one does,
//! and fails on request.
//!
//! 1. [`Standin`]: what is stored, and the answers; no network.
//! 2. [`Fault`]: what goes wrong, and at which step.
//! 3. [`serve`]: the same on a port of the loopback interface.

mod serve;
mod store;

pub use serve::{Served, serve, serve_on};
pub use store::{Answer, Fault, On, Standin};
