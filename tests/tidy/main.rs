//! Tests of the repository itself: what must stay true of its files.
