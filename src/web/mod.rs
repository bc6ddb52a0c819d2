//! The browser side: the only place that knows browser types.
