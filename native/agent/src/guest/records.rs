//! Records of package databases, one at a time: the whole would be more than the agent may hold.

use std::io::BufRead;

/// Most bytes of a record; of a longer one the rest is left out.
const MOST: usize = 65_536;

/// Tells each record of a text in which empty lines part them.
pub fn records(mut reader: impl BufRead, mut each: impl FnMut(&str)) {
    let mut record = String::new();
    let mut line = Vec::new();
    loop {
        line.clear();
        let ended = !matches!(reader.read_until(b'\n', &mut line), Ok(1..));
        if ended || line == b"\n" {
            if !record.is_empty() {
                each(&record);
            }
            record.clear();
        } else if record.len() + line.len() <= MOST {
            record.push_str(&String::from_utf8_lossy(&line));
        }
        if ended {
            return;
        }
    }
}
