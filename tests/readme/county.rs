//! The county in the README's picture: a Thursday morning on which something is critical, something is late and
//! something is not known.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use zhiban::app::App;
use zhiban::config::Config;
use zhiban::duty::{Down, Id, Language, LeftOut, Outcome, Poll, Reading, Room, Snapshot, Trouble};
use zhiban::screen::{Depth, Theme, UNICODE, draw};

const CONFIG: &str = r#"
region = "示范县"
timezone = "Asia/Shanghai"

[[feed]]
name = "应急"
url = "https://10.1.2.3/api/counts"

[[feed]]
name = "政法"
url = "https://10.1.2.4/api/counts"

[[feed]]
name = "反诈"
url = "https://10.1.2.5/api/counts"
"#;

/// When the picture is taken.
const NOW: &str = "2026-03-05T08:42:17+08:00";
/// The newest figures of the feeds that answer.
const NEWEST: &str = "2026-03-05T08:42:13+08:00";
/// The last that the third feed said before it fell silent.
const LAST_OF_FRAUD: &str = "2026-03-05T08:30:00+08:00";

/// Of feed, indicator, last year, how many are ranked: the values it took and the hours, from midnight of the day before,
/// at which it took them.
type Course = (usize, &'static str, Option<f64>, Option<u32>, &'static [(f64, f64)]);

const COURSES: [Course; 29] = [
    (0, "safety.accidents", Some(6.0), None, &[(0.0, 3.0)]),
    (0, "safety.deaths", Some(2.0), None, &[(0.0, 1.0)]),
    (0, "safety.hazards_open", None, None, &[(0.0, 16.0), (30.0, 14.0), (32.6, 12.0)]),
    (0, "safety.inspection_rate", None, None, &[(0.0, 95.8), (31.0, 96.1), (32.0, 96.0)]),
    (0, "traffic.fatal_crashes", Some(9.0), None, &[(0.0, 6.0), (32.55, 7.0)]),
    (0, "traffic.deaths", Some(9.0), None, &[(0.0, 6.0), (32.55, 7.0)]),
    (0, "traffic.helmet_rate", None, None, &[(0.0, 91.2), (31.0, 90.8), (32.05, 88.5)]),
    (0, "traffic.road_hazards", None, None, &[(0.0, 34.0), (31.0, 33.0), (32.0, 31.0)]),
    (0, "drowning.incidents", Some(0.0), None, &[(0.0, 0.0)]),
    (0, "drowning.days_without", None, None, &[(0.0, 364.0), (24.0, 365.0)]),
    (0, "drowning.patrol_rate", None, None, &[(0.0, 99.0), (31.0, 100.0)]),
    (0, "drowning.devices_online", None, None, &[(0.0, 98.5), (32.0, 97.5)]),
    (0, "campaign.six_steps", None, None, &[(0.0, 4.0)]),
    (0, "campaign.tasks_done", None, None, &[(0.0, 47.0)]),
    (0, "campaign.tasks_overdue", None, None, &[(0.0, 2.0)]),
    (0, "campaign.issues_closed", None, None, &[(0.0, 118.0)]),
    (0, "campaign.inspections", None, None, &[(0.0, 3.0)]),
    (1, "petitions.received", Some(368.0), None, &[(0.0, 398.0), (10.0, 402.0), (30.5, 403.0), (32.0, 406.0), (32.7, 412.0)]),
    (1, "petitions.overdue", None, None, &[(0.0, 1.0), (31.0, 2.0), (32.65, 3.0)]),
    (1, "petitions.within_15_days", None, None, &[(0.0, 97.0), (32.0, 96.5)]),
    (1, "petitions.within_60_days", None, None, &[(0.0, 94.0), (31.0, 94.1)]),
    (1, "drugs.rank", None, Some(12), &[(0.0, 1.0)]),
    (1, "drugs.cases", Some(8.0), None, &[(0.0, 4.0), (30.5, 5.0)]),
    (1, "drugs.education", Some(16.0), None, &[(0.0, 17.0), (31.5, 18.0)]),
    (1, "drugs.solved", Some(4.0), None, &[(0.0, 4.0)]),
    (2, "fraud.reported", Some(31.0), None, &[(0.0, 27.0), (31.5, 29.0)]),
    (2, "fraud.losses", Some(160.0), None, &[(0.0, 130.5), (31.5, 141.0)]),
    (2, "fraud.rank", None, Some(12), &[(0.0, 2.0)]),
    (2, "fraud.solved", Some(20.0), None, &[(0.0, 21.0)]),
];

/// Its screen at 80x24, in Chinese and in the colours of a dark terminal.
pub(crate) fn screen() -> Buffer {
    let config = Config::parse(CONFIG, "the picture", std::path::Path::new("")).unwrap();
    let midnight: Timestamp = "2026-03-04T00:00:00+08:00".parse().unwrap();
    let mut room = Room::new(config.plan, midnight);
    let (newest, last_of_fraud): (Timestamp, Timestamp) = (NEWEST.parse().unwrap(), LAST_OF_FRAUD.parse().unwrap());
    let polls = (0..).map(|n| midnight + SignedDuration::from_mins(5 * n)).take_while(|at| *at < newest);
    for at in polls.chain([newest]) {
        for feed in 0..3 {
            let answers = feed < 2 || at <= last_of_fraud;
            room.receive(feed, if answers { figures(feed, midnight, at) } else { silence(at) }, at);
            room.settle();
        }
    }
    let now: Timestamp = NOW.parse().unwrap();
    room.tick(now);
    room.settle();
    let app = App::new(room, Language::Zh, Theme::new(Depth::True, false), UNICODE, None);
    let mut buffer = Buffer::empty(Rect::new(0, 0, 80, 24));
    draw(&app.view(now), &mut buffer);
    buffer
}

fn figures(feed: usize, midnight: Timestamp, at: Timestamp) -> Poll {
    let outcome = Outcome::Snapshot(snapshot(feed, midnight, at));
    Poll { at, status: Some(200), took: Duration::from_millis(20), outcome, expires: None }
}

fn silence(at: Timestamp) -> Poll {
    let outcome = Outcome::Trouble(Trouble::Down(Down::Unavailable(503)));
    Poll { at, status: Some(503), took: Duration::from_millis(20), outcome, expires: None }
}

fn snapshot(feed: usize, midnight: Timestamp, at: Timestamp) -> Snapshot {
    let hours = at.duration_since(midnight).as_secs_f64() / 3600.0;
    let readings = COURSES.iter().filter(|course| course.0 == feed).map(|(_, id, last_year, of, values)| Reading {
        id: Id::new(id).unwrap(),
        value: values.iter().rev().find(|(since, _)| *since <= hours).map(|(_, value)| *value),
        last_year: *last_year,
        corrections: 0.0,
        sample: None,
        peer: None,
        of: *of,
        territories: Vec::new(),
    });
    Snapshot {
        as_of: at,
        sequence: None,
        readings: readings.collect(),
        left_out: LeftOut::default(),
        remarks: zhiban::duty::Remarks::default(),
    }
}
