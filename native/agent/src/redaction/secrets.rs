//! Secrets in arguments: always masked, whatever the settings say. Better one word too many than one secret.

use super::programs::{Place, Rule, reads_secret, takes_pair};
use super::text;
use super::tokens::MASK;
use super::words::is_secret;

/// Arguments with their secrets masked, and in how many of them something was.
pub fn mask(argv: &[String]) -> (Vec<String>, u32) {
    let mut state = State::default();
    let out: Vec<String> =
        argv.iter().enumerate().map(|(index, argument)| state.argument(argument, index == 0)).collect();
    let masked = argv.iter().zip(&out).filter(|(before, after)| before != after).count() as u32;
    (out, masked)
}

/// What the arguments before say of the next.
#[derive(Default)]
struct State {
    rule: Option<Rule>,
    place: usize,
    hidden: bool,
    pair: bool,
    identified: bool,
}

impl State {
    fn argument(&mut self, argument: &str, first: bool) -> String {
        if self.is_hidden(argument) {
            return MASK.to_owned();
        }
        if std::mem::take(&mut self.pair)
            && let Some(masked) = mask_pair(argument)
        {
            return masked;
        }
        if argument.contains("-----BEGIN") {
            return text::mask(argument);
        }
        // A command or sentence in one argument: its words in turn, as of a program of their own.
        if argument.contains(char::is_whitespace) && !first {
            return sentence(argument);
        }
        self.word(argument, first)
    }

    /// Whether the argument before said that this one is secret. If this is an option, its own secret comes next.
    fn is_hidden(&mut self, argument: &str) -> bool {
        let hidden = std::mem::take(&mut self.hidden) && !argument.is_empty();
        if hidden && argument.starts_with('-') {
            self.word(argument, false);
        }
        hidden
    }

    fn word(&mut self, word: &str, first: bool) -> String {
        let program = first || !word.contains('/') || word.contains("bin/");
        if let Some(rule) = Rule::of(word).filter(|_| program) {
            // `vault login …`: the second word says more of the first.
            self.place = if self.rule.is_some() { self.place + 1 } else { 0 };
            let rule = rule.after(self.rule);
            self.rule = Some(rule);
            self.hidden = rule.place(self.place);
            return text::mask(word);
        }
        if first {
            return text::mask(word);
        }
        if let Some(rule) = self.rule {
            if rule.place(self.place) {
                return MASK.to_owned();
            }
            match rule.option(word) {
                Place::Joined(at) => return format!("{}{MASK}", &word[..at]),
                Place::Next => {
                    self.hidden = true;
                    return word.to_owned();
                }
                Place::No => {}
            }
        }
        let name = word.trim_start_matches(['-', '/']);
        let option = word.starts_with('-') || (word.starts_with('/') && !word[1..].contains('/'));
        if let Some((name, value)) = word.split_once('=') {
            if is_secret(name) {
                return if value.is_empty() { word.to_owned() } else { format!("{name}={MASK}") };
            }
            if takes_pair(name)
                && let Some(masked) = mask_pair(value)
            {
                return format!("{name}={masked}");
            }
            return text::mask(word);
        }
        if option
            && word.len() > 2
            && takes_pair(&word[..floor(word, 2)])
            && let Some(masked) = mask_pair(&word[2..])
        {
            return format!("{}{masked}", &word[..2]);
        }
        if self.is_before(word, name, option) {
            return word.to_owned();
        }
        if !option {
            self.place += 1;
        }
        text::mask(word)
    }

    /// Whether the next argument is the secret of this one.
    fn is_before(&mut self, word: &str, name: &str, option: bool) -> bool {
        let identified = std::mem::replace(&mut self.identified, word.eq_ignore_ascii_case("identified"));
        self.pair = option && takes_pair(word);
        let colon = name.trim_end_matches(':');
        let plain = colon.chars().all(|character| character.is_alphanumeric() || "_-.".contains(character));
        self.hidden = (plain && is_secret(colon))
            || super::programs::comes_before(name)
            || (identified && word.eq_ignore_ascii_case("by"));
        self.hidden || self.pair
    }
}

/// `user:secret`, `user%secret`, `user,secret`.
fn mask_pair(value: &str) -> Option<String> {
    let at = value.find([':', '%', ','])?;
    (at + 1 < value.len()).then(|| format!("{}{MASK}", &value[..=at]))
}

/// A text of several words: first as a whole, then as commands, word by word, quotes kept together.
fn sentence(text: &str) -> String {
    let text = text::mask(text);
    let mut out = String::with_capacity(text.len());
    let mut state = State::default();
    let mut begins = true;
    let piped = reads_secret(&text);
    let mut echoes = false;
    for (word, gap) in split(&text) {
        if !word.is_empty() {
            let inner = word.trim_start_matches(['"', '\'', '(', '`', '$']);
            let body = inner.trim_end_matches(['"', '\'', ')', '`', ';']);
            out.push_str(&word[..word.len() - inner.len()]);
            let parts = ["|", "||", "&&", ";", "&"].contains(&word);
            if echoes && !parts {
                out.push_str(MASK);
            } else if body.contains(char::is_whitespace) && body.len() < text.len() && !state.hidden {
                out.push_str(&sentence(body));
            } else {
                out.push_str(&state.argument_of_sentence(body, begins));
            }
            out.push_str(&inner[body.len()..]);
            echoes = (piped && ((begins && (body == "echo" || body == "printf")) || echoes)) || word == "<<<";
            begins = parts || word.ends_with(';');
            if begins {
                state = State::default();
                echoes = false;
            }
        }
        out.push_str(gap);
    }
    out
}

impl State {
    fn argument_of_sentence(&mut self, word: &str, first: bool) -> String {
        if self.is_hidden(word) {
            return MASK.to_owned();
        }
        if std::mem::take(&mut self.pair)
            && let Some(masked) = mask_pair(word)
        {
            return masked;
        }
        // `NAME=secret program`: a variable begins a command too.
        self.word(word, first && !word.contains('='))
    }
}

/// Words and the gaps after them. Spaces inside quotes that begin a word or a value do not part it.
fn split(text: &str) -> Vec<(&str, &str)> {
    let mut words = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let mut quote = None;
        let mut before = ' ';
        let end = rest.char_indices().find(|&(_, character)| {
            match quote {
                Some(open) if open == character => quote = None,
                None if (character == '"' || character == '\'') && " =:(".contains(before) => quote = Some(character),
                _ => {}
            }
            before = character;
            quote.is_none() && character.is_whitespace()
        });
        let end = end.map_or(rest.len(), |(at, _)| at);
        let gap = rest[end..].find(|character: char| !character.is_whitespace()).map_or(rest.len(), |at| end + at);
        words.push((&rest[..end], &rest[end..gap]));
        rest = &rest[gap..];
    }
    words
}

fn floor(text: &str, at: usize) -> usize {
    if text.is_char_boundary(at) { at } else { 0 }
}
