//! `replay` on real counts: what the last line of a recording says is what the screen shows at its end.

use std::path::Path;

use crate::PROGRAM;
use crate::pty::Pty;

#[test]
fn the_end_of_each_recording_is_on_the_screen() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    for (name, shown) in [
        ("traffic-nj", ["New Jersey", "LY 351 +5%", "370", "LY 328 +4%"]),
        ("casework-nyc", ["New York City", "39356", "LY 44242 −11%", "70.41%"]),
        ("rescue-london", ["London", "18", "LY 22 −18%", "2020-12-31"]),
    ] {
        let (recording, config) = (data.join(format!("{name}.ndjson")), data.join(format!("{name}.toml")));
        let arguments = ["replay", recording.to_str().unwrap(), "--config", config.to_str().unwrap(), "--speed", "100000000"];
        let mut pty = Pty::run(Path::new(PROGRAM), &arguments, &[("LANG", "en_US.UTF-8")], (200, 60));
        pty.see("REPLAY");
        for text in shown {
            pty.see(text);
        }
        pty.press("q");
        assert!(pty.ended().success());
    }
}

#[test]
fn a_recording_that_cannot_be_used_is_refused_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let broken = folder.path().join("broken.ndjson");
    std::fs::write(&broken, "{\"as_of\": \"2020-01-01T00:00:00Z\"}\nnonsense\n").unwrap();
    let mut pty = Pty::run(Path::new(PROGRAM), &["replay", broken.to_str().unwrap()], &[("LANG", "en_US.UTF-8")], (200, 24));
    pty.see("broken.ndjson:2");
    assert_eq!(pty.ended().exit_code(), 1);
}
