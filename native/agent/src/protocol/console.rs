//! What the console says.

use super::frame::{Frame, VERSION};
use super::kind;
use crate::settings::{Argv, Paths, Users, Wish};
use crate::streams::{Stream, StreamSet};
use minicbor::data::Type;
use minicbor::decode::{Decoder, Error};

/// A message from the console.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    Welcome { nonce: [u8; 16], credit: u64, wish: Wish },
    Credit { more: u64 },
    Settings { wish: Wish },
    Request { number: u64, what: String },
}

/// Reads a frame; None where it is of another version, unknown or not as it should be.
pub fn read(frame: &Frame) -> Option<Order> {
    if frame.version != VERSION {
        return None;
    }
    decode(frame.kind, &frame.body).ok().flatten()
}

fn decode(kind: u8, body: &[u8]) -> Result<Option<Order>, Error> {
    let table = strings(body)?;
    let mut decoder = Decoder::new(body);
    let mut nonce = None;
    let mut number = None;
    let mut what = None;
    let mut wish = None;
    for _ in 0..pairs(&mut decoder)? {
        match (kind, decoder.u64()?) {
            (kind::WELCOME, 1) => nonce = <[u8; 16]>::try_from(decoder.bytes()?).ok(),
            (kind::WELCOME, 2) | (kind::CREDIT | kind::REQUEST, 1) => number = Some(decoder.u64()?),
            (kind::WELCOME, 3) | (kind::SETTINGS, 1) => wish = Some(settings(&mut decoder, &table)?),
            (kind::REQUEST, 2) => what = Some(word(&mut decoder, &table)?.to_owned()),
            _ => decoder.skip()?,
        }
    }
    Ok(match kind {
        kind::WELCOME => {
            nonce.zip(number).map(|(nonce, credit)| Order::Welcome { nonce, credit, wish: wish.unwrap_or_default() })
        }
        kind::CREDIT => number.map(|more| Order::Credit { more }),
        kind::SETTINGS => wish.map(|wish| Order::Settings { wish }),
        kind::REQUEST => number.zip(what).map(|(number, what)| Order::Request { number, what }),
        _ => None,
    })
}

/// The table of strings under key 0; empty where there is none.
fn strings(body: &[u8]) -> Result<Vec<&str>, Error> {
    let mut decoder = Decoder::new(body);
    for _ in 0..pairs(&mut decoder)? {
        if decoder.u64()? == 0 {
            let count = items(&mut decoder)?;
            return (0..count).map(|_| decoder.str()).collect();
        }
        decoder.skip()?;
    }
    Ok(Vec::new())
}

fn settings<'a>(decoder: &mut Decoder<'a>, table: &[&'a str]) -> Result<Wish, Error> {
    let mut wish = Wish::default();
    for _ in 0..pairs(decoder)? {
        match decoder.u64()? {
            1 => {
                let mut set = StreamSet::NONE;
                for _ in 0..items(decoder)? {
                    // A stream of a newer console is none of ours.
                    if let Some(stream) = Stream::parse(word(decoder, table)?) {
                        set = set.with(stream);
                    }
                }
                wish.streams = Some(set);
            }
            2 => wish.interval = Some(decoder.u64()?),
            3 => wish.budget = Some(decoder.u64()?),
            4 => wish.run_length = Some(decoder.u64()?),
            5 => redaction(decoder, table, &mut wish)?,
            _ => decoder.skip()?,
        }
    }
    Ok(wish)
}

/// A word that is not known redacts most: a newer console may know stricter ways.
fn redaction<'a>(decoder: &mut Decoder<'a>, table: &[&'a str], wish: &mut Wish) -> Result<(), Error> {
    for _ in 0..pairs(decoder)? {
        match decoder.u64()? {
            1 => wish.argv = Some(Argv::parse(word(decoder, table)?).unwrap_or(Argv::None)),
            2 => wish.paths = Some(Paths::parse(word(decoder, table)?).unwrap_or(Paths::Class)),
            3 => wish.users = Some(Users::parse(word(decoder, table)?).unwrap_or(Users::Hashed)),
            4 => wish.key = <[u8; 32]>::try_from(decoder.bytes()?).ok(),
            _ => decoder.skip()?,
        }
    }
    Ok(())
}

/// A text, in place or in the table.
fn word<'a>(decoder: &mut Decoder<'a>, table: &[&'a str]) -> Result<&'a str, Error> {
    if decoder.datatype()? == Type::String {
        return decoder.str();
    }
    let place = decoder.u32()? as usize;
    table.get(place).copied().ok_or_else(|| Error::message("no such string"))
}

fn pairs(decoder: &mut Decoder) -> Result<u64, Error> {
    decoder.map()?.ok_or_else(|| Error::message("a length is missing"))
}

fn items(decoder: &mut Decoder) -> Result<u64, Error> {
    decoder.array()?.ok_or_else(|| Error::message("a length is missing"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::writer::Writer;
    use proptest::prelude::*;

    fn frame(kind: u8, body: Vec<u8>) -> Frame {
        Frame { version: VERSION, kind, sequence: 1, body }
    }

    #[test]
    fn a_welcome_is_read_with_words_in_place_or_in_the_table() {
        let mut body = Writer::default();
        body.map(5).uint(0u8).array(2).text("files").text("hashed");
        body.uint(1u8).bytes(&[7; 16]).uint(2u8).uint(65_536u32);
        body.uint(3u8).map(3);
        body.uint(1u8).array(3).text("counts").uint(0u8).text("dreams");
        body.uint(3u8).uint(500u32);
        body.uint(5u8).map(3).uint(1u8).text("masked").uint(2u8).uint(1u8).uint(4u8).bytes(&[1; 32]);
        body.uint(99u8).map(1).uint(1u8).text("what a newer console says");
        let wish = Wish {
            streams: Some(StreamSet::of(&[Stream::Counts, Stream::Files])),
            budget: Some(500),
            argv: Some(Argv::Masked),
            paths: Some(Paths::Hashed),
            key: Some([1; 32]),
            ..Wish::default()
        };
        let order = read(&frame(kind::WELCOME, body.into_bytes()));
        assert_eq!(order, Some(Order::Welcome { nonce: [7; 16], credit: 65_536, wish }));
    }

    #[test]
    fn what_is_not_whole_is_no_order() {
        let mut body = Writer::default();
        body.map(1).uint(1u8).uint(5u8);
        let bytes = body.into_bytes();
        assert_eq!(read(&frame(kind::CREDIT, bytes.clone())), Some(Order::Credit { more: 5 }));
        assert_eq!(read(&frame(kind::WELCOME, bytes.clone())), None);
        assert_eq!(read(&frame(kind::CREDIT, bytes[..2].to_vec())), None);
        assert_eq!(read(&Frame { version: 2, ..frame(kind::CREDIT, bytes) }), None);
    }

    #[test]
    fn a_redaction_that_is_not_known_redacts_most() {
        let mut body = Writer::default();
        body.map(1).uint(1u8).map(1).uint(5u8).map(1).uint(1u8).text("shredded");
        let Some(Order::Settings { wish }) = read(&frame(kind::SETTINGS, body.into_bytes())) else { panic!() };
        assert_eq!(wish.argv, Some(Argv::None));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]
        #[test]
        fn hostile_bodies_are_refused_or_read(kind in 128u8..133, body in prop::collection::vec(
            prop_oneof![0u8..8, any::<u8>(), Just(0xa1), Just(0x81), Just(0xbb), Just(0x9b), Just(0xff)], 0..60)) {
            read(&frame(kind, body));
        }
    }
}
