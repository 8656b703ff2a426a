//! The `annals` binary: hands over to the command line of the library.

fn main() -> std::process::ExitCode {
    annals::cli::main()
}
