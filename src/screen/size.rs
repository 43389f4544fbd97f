//! Which part of the overview goes where, by the size of the terminal alone: nothing moves when something is wrong.

use ratatui::layout::Rect;

/// How topics are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arrangement {
    /// A heading and rows each.
    Panels,
    /// A line each.
    Lines,
}

/// Where everything goes. What has no room is left out, the least needed first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) header: Option<Rect>,
    /// The task forces' names: above their columns, or above their rows.
    pub(super) forces: Vec<Rect>,
    pub(super) arrangement: Arrangement,
    /// The topics in the order of their task forces.
    pub(super) topics: Vec<Rect>,
    pub(super) campaign: Option<Rect>,
    pub(super) breaches: Rect,
    pub(super) footer: Option<Rect>,
}

/// The most rows a panel can use: beyond them the list of what is out of bounds can use the space better.
const TALLEST_PANEL: u16 = 26;

impl Plan {
    pub(super) fn for_area(area: Rect) -> Self {
        let line = |y: u16| Rect { y, height: 1, ..area };
        let across: u16 = match area.width {
            0..80 => 1,
            80..120 => 2,
            _ => 3,
        };
        // How many panels stand above one another, and how many lines name task forces.
        let (down, names) = match across {
            1 => (6, 0),
            2 => (3, 1),
            _ => (2, 2),
        };
        let listed = (area.height / 6).max(1);
        let fixed = 3 + names;
        let each = (area.height.saturating_sub(fixed + listed) / down).min(TALLEST_PANEL);
        if each < 2 {
            return Self::lines(area, across);
        }
        let gap = 1;
        let column = (area.width - gap * (across - 1)) / across;
        let width = |n: u16| if n + 1 == across { area.width - n * (column + gap) } else { column };
        let top = area.y + 1;
        let place = |across_n: u16, y: u16, height: u16| Rect {
            x: area.x + across_n * (column + gap),
            y,
            width: width(across_n),
            height,
        };
        let (forces, topics): (Vec<Rect>, Vec<Rect>) = match across {
            1 => (vec![], (0..6).map(|n| place(0, top + n * each, each)).collect()),
            2 => (
                (0..2).map(|force| place(force, top, 1)).collect(),
                (0..6).map(|n| place(n / 3, top + 1 + n % 3 * each, each)).collect(),
            ),
            _ => (
                (0..2).map(|force| line(top + force * (each + 1))).collect(),
                (0..6).map(|n| place(n % 3, top + 1 + n / 3 * (each + 1), each)).collect(),
            ),
        };
        let below = top + names + down * each;
        let breaches = Rect { y: below + 1, height: area.bottom().saturating_sub(below + 2), ..area };
        Self {
            header: Some(line(area.y)),
            forces,
            arrangement: Arrangement::Panels,
            topics,
            campaign: Some(line(below)),
            breaches,
            footer: Some(line(area.bottom() - 1)),
        }
    }

    /// A line a topic: header, topics, what is out of bounds, then campaign and keys as far as there is room.
    fn lines(area: Rect, across: u16) -> Self {
        let line = |y: u16| Rect { y, height: 1, ..area };
        let down = 6 / across;
        // In the order in which they are needed.
        let header = area.height > 1;
        let rows = down.min(area.height - u16::from(header));
        let mut left = area.height - u16::from(header) - rows;
        let mut take = |lines: u16| {
            let fits = left >= lines;
            left -= if fits { lines } else { 0 };
            fits
        };
        let listed = take(1);
        let campaign = take(1);
        let footer = take(1);
        let top = area.y + u16::from(header);
        let column = area.width / across;
        let topics = (0..rows * across)
            .map(|n| Rect {
                x: area.x + n / rows * column,
                y: top + n % rows,
                width: column.saturating_sub(u16::from(across > 1)),
                height: 1,
            })
            .collect();
        let after = top + rows;
        Self {
            header: header.then(|| line(area.y)),
            forces: vec![],
            arrangement: Arrangement::Lines,
            topics,
            campaign: campaign.then(|| line(after)),
            breaches: Rect { y: after + u16::from(campaign), height: u16::from(listed) + left, ..area },
            footer: footer.then(|| line(area.bottom() - 1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn plan(width: u16, height: u16) -> Plan {
        Plan::for_area(Rect::new(0, 0, width, height))
    }

    fn parts(plan: &Plan) -> Vec<Rect> {
        let lines = [plan.header, plan.campaign, plan.footer, Some(plan.breaches)];
        lines.into_iter().flatten().chain(plan.topics.iter().copied()).chain(plan.forces.iter().copied()).collect()
    }

    #[test]
    fn the_usual_sizes() {
        for (width, height, arrangement, rows, listed) in [
            (40, 10, Arrangement::Lines, 1, 1),
            (80, 24, Arrangement::Panels, 5, 5),
            (120, 40, Arrangement::Panels, 14, 7),
            (200, 60, Arrangement::Panels, 22, 11),
            (320, 90, Arrangement::Panels, 26, 33),
        ] {
            let plan = plan(width, height);
            assert_eq!(plan.arrangement, arrangement, "{width}x{height}");
            assert_eq!(plan.topics.len(), 6);
            assert_eq!(plan.topics[0].height, rows, "{width}x{height}");
            assert_eq!(plan.breaches.height, listed, "{width}x{height}");
        }
    }

    proptest! {
        #[test]
        fn parts_lie_within_and_never_overlap(width in 0..400_u16, height in 0..150_u16) {
            let area = Rect::new(0, 0, width, height);
            let parts: Vec<Rect> = parts(&Plan::for_area(area)).into_iter().filter(|part| !part.is_empty()).collect();
            for (n, part) in parts.iter().enumerate() {
                prop_assert_eq!(part.intersection(area), *part);
                for other in &parts[n + 1..] {
                    prop_assert!(part.intersection(*other).is_empty(), "{:?} and {:?}", part, other);
                }
            }
        }
    }
}
