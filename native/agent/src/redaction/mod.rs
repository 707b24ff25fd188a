//! What must not leave the guest is taken out here, before anything is encoded.

pub mod hash;
pub mod programs;
pub mod redactor;
pub mod secrets;
#[cfg(test)]
mod secrets_test;
pub mod text;
pub mod tokens;
pub mod words;
