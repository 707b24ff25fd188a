//! Secrets that show by their own form, whatever name stands before them.

/// What stands in place of a secret.
pub const MASK: &str = "***";

/// Beginnings of tokens that services give out, and how many characters follow at least.
const PREFIXES: &[(&str, usize)] = &[
    ("AKIA", 12),
    ("ASIA", 12),
    ("ghp_", 16),
    ("gho_", 16),
    ("ghu_", 16),
    ("ghs_", 16),
    ("ghr_", 16),
    ("github_pat_", 16),
    ("glpat-", 12),
    ("gldt-", 12),
    ("xoxb-", 8),
    ("xoxp-", 8),
    ("xoxa-", 8),
    ("xoxr-", 8),
    ("xoxs-", 8),
    ("xapp-", 8),
    ("AIza", 20),
    ("ya29.", 16),
    ("sk_live_", 8),
    ("sk_test_", 8),
    ("rk_live_", 8),
    ("whsec_", 8),
    ("sk-", 16),
    ("npm_", 16),
    ("pypi-", 16),
    ("hf_", 16),
    ("dop_v1_", 16),
    ("SG.", 16),
    ("hvs.", 8),
    ("hvb.", 8),
    ("s.", 24),
    ("shpat_", 16),
    ("EAACEdEose0cBA", 0),
    ("sq0atp-", 8),
    ("key-", 24),
    ("AGE-SECRET-KEY-", 8),
    ("eyJ", 16),
    ("dckr_pat_", 8),
    ("PMAK-", 12),
    ("lin_api_", 8),
    ("tfp_", 12),
    ("nvapi-", 12),
    ("gsk_", 16),
    ("v2.local.", 16),
    ("$2a$", 16),
    ("$2b$", 16),
    ("$2y$", 16),
    ("$6$", 8),
    ("$5$", 8),
    ("$1$", 8),
    ("$y$", 8),
    ("$argon2", 8),
    ("{SSHA}", 8),
];

/// Characters a token is made of.
fn in_token(character: char) -> bool {
    character.is_ascii_alphanumeric() || "-_.+/=~$".contains(character)
}

/// Masks tokens within a text.
pub fn mask(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if !in_token(first) && first != '{' {
            out.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let skip = first.len_utf8();
        let end =
            rest[skip..].find(|character| !in_token(character) && character != '}').map_or(rest.len(), |at| at + skip);
        word(&rest[..end], &mut out);
        rest = &rest[end..];
    }
    out
}

/// A word without separators: `name=value` keeps its name.
fn word(word: &str, out: &mut String) {
    let inner = word.trim_end_matches('=');
    if is_known(word, 0) {
        out.push_str(MASK);
        return;
    }
    if let Some((name, value)) = inner.split_once('=')
        && !value.is_empty()
        && name.len() <= 64
    {
        out.push_str(name);
        out.push('=');
        let value = &word[name.len() + 1..];
        out.push_str(if is_token(value) { MASK } else { value });
        return;
    }
    out.push_str(if is_token(word) { MASK } else { word });
}

/// Whether a word looks as only made secrets do.
pub fn is_token(word: &str) -> bool {
    is_known(word, usize::MAX) || is_hex(word) || is_random(word)
}

/// Whether a token that a service gives out begins at a place of the word, `latest` at most.
fn is_known(word: &str, latest: usize) -> bool {
    PREFIXES.iter().any(|(prefix, more)| {
        word.find(prefix).is_some_and(|at| {
            let starts = at == 0 || !word.as_bytes()[at - 1].is_ascii_alphanumeric();
            starts && at <= latest && word.len() - at >= prefix.len() + more
        })
    })
}

/// 32 hex digits and more: keys as often as digests, and nobody can tell which.
fn is_hex(word: &str) -> bool {
    let digits = word.strip_prefix("0x").unwrap_or(word);
    digits.len() >= 32
        && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
        && digits.bytes().any(|byte| byte.is_ascii_digit())
}

/// Long, and lower case, upper case and digits in turn: base64 and the like. Paths and names change seldom.
fn is_random(word: &str) -> bool {
    if word.len() < 20 || word.starts_with(['/', '.']) {
        return false;
    }
    // A path is told by its parts, each of which may be a token.
    let slashes = word.bytes().filter(|&byte| byte == b'/').count();
    if slashes > 0 && !word.ends_with('=') && !(word.len() >= 32 && slashes * 12 <= word.len()) {
        return word.split('/').any(|part| !part.contains('/') && is_random(part));
    }
    let kind = |byte: u8| match byte {
        b'a'..=b'z' => 0,
        b'A'..=b'Z' => 1,
        b'0'..=b'9' => 2,
        _ => 3,
    };
    let kinds: Vec<u8> = word.bytes().map(kind).filter(|&kind| kind < 3).collect();
    let has = |wanted| kinds.contains(&wanted);
    let changes = kinds.windows(2).filter(|pair| pair[0] != pair[1]).count();
    let mixed = has(0) as u8 + has(1) as u8 + has(2) as u8;
    (mixed == 3 && changes * 4 >= kinds.len())
        || (mixed == 2 && has(2) && changes * 3 >= kinds.len() && kinds.len() >= 24)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_known_by_their_form() {
        for token in [
            "AKIAIOSFODNN7EXAMPLE",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
            "xoxb-123456789012-abcdef",
            "5f4dcc3b5aa765d61d8327deb882cf99",
            "sk_live_4eC39HqLyjWDarjtT1zdp7dc",
            "dGhpcyBpcyBhIHNlY3JldCBrZXkgMTIz",
            "$6$rounds=5000$saltsalt$abcdefgh",
        ] {
            assert_eq!(mask(&format!("say {token}, twice")), "say ***, twice", "{token}");
        }
    }

    #[test]
    fn ordinary_words_stay() {
        for word in [
            "/usr/lib/x86_64-linux-gnu/libpthread.so.0",
            "--max-old-space-size=4096",
            "2026-11-27T10:00:00Z",
            "nginx: worker",
            "/var/lib/dpkg/tmp.ci/control",
            "-DCMAKE_BUILD_TYPE=RelWithDebInfo",
            "systemd-networkd-wait-online.service",
            "https://example.org/some/Path/index2.html",
            "org.freedesktop.systemd1",
            "com.example.MyApplicationServer",
        ] {
            assert_eq!(mask(word), word);
        }
    }
}
