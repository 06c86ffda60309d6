//! The launcher alone, for the tests of this crate; the product's own program does the same as `scaleph engine exec`.

fn main() -> std::process::ExitCode {
    match engine::local::confine::exec(std::env::args_os().skip(1)) {
        Err(error) => {
            eprintln!("error: {error}");
            std::process::ExitCode::FAILURE
        }
    }
}
