//! The agent's program. `mien-agent [--port PATH | --socket PATH]` runs it, `mien-agent check` says what it can give here.

use mien_agent::agent::Agent;
use mien_agent::config::{Config, PATH};
use mien_agent::kernel;
use mien_agent::link::port::{Address, PORT};
use mien_agent::run::run;
use std::io::ErrorKind;
use std::process::ExitCode;

const USAGE: &str = "mien-agent [--port PATH | --socket PATH] [--config PATH] | check | --version";

/// What the arguments ask for.
struct Asked {
    check: bool,
    address: Address,
    config: String,
}

fn main() -> ExitCode {
    let asked = match read_arguments(std::env::args().skip(1)) {
        Ok(Some(asked)) => asked,
        Ok(None) => {
            println!("mien-agent {}", env!("CARGO_PKG_VERSION"));
            return ExitCode::SUCCESS;
        }
        Err(problem) => return fail(&format!("{problem}\n{USAGE}")),
    };
    let text = match std::fs::read_to_string(&asked.config) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
        // What it forbids is not known: to tell nothing is the only way to keep to it.
        Err(error) => return fail(&format!("{}: {error}", asked.config)),
    };
    let config = Config::parse(&text);
    for error in &config.errors {
        eprintln!("mien-agent: {}: {error}", asked.config);
    }
    let mut agent = Agent::new(config, kernel::open());
    if asked.check {
        print!("{}", agent.describe());
        return ExitCode::SUCCESS;
    }
    match run(&mut agent, &asked.address) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => fail(&problem),
    }
}

fn fail(problem: &str) -> ExitCode {
    eprintln!("mien-agent: {problem}");
    ExitCode::FAILURE
}

/// None: only the version was asked for.
fn read_arguments(mut arguments: impl Iterator<Item = String>) -> Result<Option<Asked>, String> {
    let mut asked = Asked { check: false, address: Address::Port(PORT.into()), config: PATH.to_owned() };
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a path"));
        match argument.as_str() {
            "check" => asked.check = true,
            "--version" => return Ok(None),
            "--port" => asked.address = Address::Port(value()?.into()),
            "--socket" => asked.address = Address::Socket(value()?.into()),
            "--config" => asked.config = value()?,
            _ => return Err(format!("“{argument}” is not understood")),
        }
    }
    Ok(Some(asked))
}
