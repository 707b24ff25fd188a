//! Secrets inside a text: URLs, fields, headers, key blocks. The text is one argument or one word of it.

use super::programs::comes_before;
use super::tokens::{self, MASK};
use super::words::is_secret;

/// Masks what a text holds of secrets.
pub fn mask(text: &str) -> String {
    let text = mask_key_blocks(text);
    let text = mask_urls(&text);
    let text = mask_at(&text);
    let text = mask_schemes(&text);
    let text = mask_fields(&text);
    tokens::mask(&text)
}

/// Private keys, whole or cut off.
fn mask_key_blocks(text: &str) -> String {
    const BEGIN: &str = "-----BEGIN";
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(BEGIN) {
        out.push_str(&rest[..at]);
        out.push_str(MASK);
        let body = &rest[at + BEGIN.len()..];
        rest = match body.find("-----END") {
            // After END comes the name and five dashes more.
            Some(end) => body[end + 8..].split_once("-----").map_or("", |(_, after)| after),
            None => "",
        };
    }
    out.push_str(rest);
    out
}

/// `scheme://user:secret@host` and `scheme://secret@host`.
fn mask_urls(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (before, after) = rest.split_at(at + 3);
        out.push_str(before);
        rest = after;
        let end = after.find(|character: char| character.is_whitespace() || "\"'<>|`".contains(character));
        let url = &after[..end.unwrap_or(after.len())];
        let authority = &url[..url.find(['/', '?', '#']).unwrap_or(url.len())];
        // Secrets that are not encoded as they should be hold `/`, `#` or `@` themselves. `/@name` is a place, not a user.
        let at = authority
            .rfind('@')
            .or_else(|| url.rfind('@').filter(|&at| !url[..at].ends_with('/') || !authority.contains('.')));
        if let Some(at) = at {
            if let Some((user, _)) = url[..at].split_once(':') {
                out.push_str(user);
                out.push(':');
            }
            out.push_str(MASK);
            rest = &after[at..];
        }
    }
    out.push_str(rest);
    out
}

/// `user:secret@host` without a scheme before it.
fn mask_at(text: &str) -> String {
    let one = |piece: &str| {
        let colon = piece.find(':').filter(|&colon| !piece[..colon].contains('@'));
        match (colon, piece.rfind('@')) {
            (Some(colon), Some(at)) if colon + 1 < at && !piece.contains("://") => {
                format!("{}{MASK}{}", &piece[..=colon], &piece[at..])
            }
            _ => piece.to_owned(),
        }
    };
    text.split_inclusive(char::is_whitespace).map(one).collect()
}

/// `Bearer …`, `Basic …`: the word after.
fn mask_schemes(text: &str) -> String {
    let mut out = String::new();
    let mut hidden = false;
    for piece in text.split_inclusive(char::is_whitespace) {
        let word = piece.trim_end();
        if hidden && !word.is_empty() {
            out.push_str(MASK);
            // Quotes that close the text around stay.
            out.push_str(&word[word.trim_end_matches(['"', '\'', '}', ')']).len()..]);
            out.push_str(&piece[word.len()..]);
            hidden = false;
            continue;
        }
        let bare = word.trim_start_matches(|character: char| !character.is_alphanumeric());
        let last = bare.rsplit([':', '=', '"', '\'']).next().unwrap_or(bare);
        hidden = hidden || comes_before(last);
        out.push_str(piece);
    }
    out
}

/// `name=secret`, `"name": "secret"`, `Name: secret`.
fn mask_fields(text: &str) -> String {
    let mut out = String::new();
    let mut begin = 0;
    while let Some(found) = text[begin..].find(['=', ':']) {
        let sign = begin + found;
        let name = name_before(&text[begin..sign]);
        out.push_str(&text[begin..=sign]);
        begin = sign + 1;
        if name.is_empty() || !is_secret(name) || text[sign..].starts_with("://") {
            continue;
        }
        let value = &text[begin..];
        let lead = value.len() - value.trim_start_matches([' ', '\t', '=', '>', '@']).len();
        let quote = value[lead..]
            .strip_prefix('\\')
            .unwrap_or(&value[lead..])
            .chars()
            .next()
            .filter(|&sign| sign == '"' || sign == '\'');
        let from = lead + quote.map_or(0, |_| 1) + usize::from(value[lead..].starts_with('\\'));
        let to = match quote {
            Some(quote) => closing(&value[from..], quote),
            None => plain_end(&value[from..], text.as_bytes()[sign] == b':'),
        } + from;
        out.push_str(&value[..from]);
        if to > from {
            out.push_str(MASK);
        }
        begin += to;
    }
    out.push_str(&text[begin..]);
    out
}

/// The name that ends a text, without quotes and spaces around.
fn name_before(text: &str) -> &str {
    let text = text.trim_end_matches([' ', '"', '\'', '\\', ']', '\t']);
    let begin = text.rfind(|character: char| !(character.is_alphanumeric() || "_-.".contains(character)));
    begin.map_or(text, |at| {
        let width = text[at..].chars().next().map_or(1, char::len_utf8);
        &text[at + width..]
    })
}

/// Where a quoted value ends: at its quote that is not escaped, else at the end.
fn closing(value: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, character) in value.char_indices() {
        if character == quote && !escaped {
            return at;
        }
        escaped = character == '\\' && !escaped;
    }
    value.len()
}

/// Where a value without quotes ends. A separator ends it only where another field follows: secrets hold commas too.
fn plain_end(value: &str, header: bool) -> usize {
    for (at, character) in value.char_indices() {
        if character == '\n' || character == '"' || (character.is_whitespace() && !header) {
            return at;
        }
        if "&;,}".contains(character) {
            let next = value[at + 1..].trim_start_matches([' ', '"', '\'']);
            let name = next.find(|character: char| !(character.is_alphanumeric() || "_-.".contains(character)));
            if name.is_some_and(|end| end > 0 && next[end..].trim_start_matches(['"', '\'']).starts_with(['=', ':'])) {
                return at;
            }
        }
    }
    value.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_inside_texts_are_masked() {
        for (text, want) in [
            ("postgres://app:s3cr@t@db:5432/x?sslmode=off", "postgres://app:***@db:5432/x?sslmode=off"),
            ("https://tok@host/", "https://***@host/"),
            ("amqp://u:pa/ss@host", "amqp://u:***@host"),
            ("https://u:12/ab@host", "https://u:***@host"),
            ("https://u:#ab@host/", "https://u:***@host/"),
            ("https://example.org/@scope/name", "https://example.org/@scope/name"),
            ("Authorization: Bearer abc def", "Authorization: ***"),
            ("X-Api-Key: abc", "X-Api-Key: ***"),
            ("say Bearer abc now", "say Bearer *** now"),
            (r#"{"user":"a","password":"b c","n":1}"#, r#"{"user":"a","password":"***","n":1}"#),
            (r#"{"password": "b\"c", "n": 1}"#, r#"{"password": "***", "n": 1}"#),
            ("username=a,password=b,c,vers=3", "username=a,password=***,vers=3"),
            ("?q=1&token=abc&page=2", "?q=1&token=***&page=2"),
            ("host=db password=abc dbname=x", "host=db password=*** dbname=x"),
            ("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY----- after", "*** after"),
            ("-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl", "***"),
            ("port: 80", "port: 80"),
            ("a:b=c", "a:b=c"),
        ] {
            assert_eq!(mask(text), want, "{text}");
        }
    }
}
