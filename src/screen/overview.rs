//! The overview: the whole in one picture, at any size.
//!
//! ```text
//!  示范县  03-05 周四 08:42:17  白班 余8时47分            数据 4秒前 2/3   header
//!  安全生产专班                     信访禁毒反电诈专班                      task forces
//!  安全生产 ──────────── 正常       信访 ────────────── ✖ 超限              panels: a column for each
//!  …                                …                                       force at 80 cells, a row from 120
//!  攻坚 六个一 4/6 · 任务 47/61                                             campaign
//!  ✖ 08:41 信访 超期未办 3 ≥ 1      先核对受理日期，再催办承办单位          what is out of bounds
//!  L English  ? 帮助  q 退出                                                keys
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::duty::{TaskForce, Topic};

use super::size::{Arrangement, Plan};
use super::view::View;
use super::{breaches, campaign, footer, header, panel};

/// How far the list of what is out of bounds can be scrolled down on a screen of that size.
pub(super) fn furthest(view: &View<'_>, screen: Rect) -> usize {
    breaches::furthest(view, Plan::for_area(screen).breaches)
}

/// Draws the overview into `area`.
pub(super) fn draw(view: &View<'_>, area: Rect, buffer: &mut Buffer) {
    let plan = Plan::for_area(area);
    if let Some(line) = plan.header {
        header::draw(view, line, buffer);
    }
    if let Some(line) = plan.campaign {
        campaign::draw(view, line, buffer);
    }
    if let Some(line) = plan.footer {
        footer::draw(view, line, buffer);
    }
    for (force, line) in TaskForce::ALL.into_iter().zip(&plan.forces) {
        let name = view.words.task_force(force);
        view.put(buffer, (line.x + 1, line.y), name, line.width.saturating_sub(1), view.theme.dim);
    }
    let topics: Vec<Topic> = TaskForce::ALL.into_iter().flat_map(TaskForce::topics).collect();
    match plan.arrangement {
        Arrangement::Panels => {
            for (topic, place) in topics.into_iter().zip(&plan.topics) {
                panel::draw(view, topic, *place, buffer);
            }
        }
        Arrangement::Lines => {
            let mut topics = topics;
            // Where not every topic has a line, the worst have.
            if plan.topics.len() < topics.len() {
                topics.sort_by_key(|topic| std::cmp::Reverse(view.room.state(*topic)));
            }
            for (topic, place) in topics.into_iter().zip(&plan.topics) {
                panel::line(view, topic, *place, buffer);
            }
        }
    }
    breaches::draw(view, plan.breaches, buffer);
}
