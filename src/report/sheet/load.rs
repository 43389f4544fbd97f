//! The table of the alarm load.

use crate::duty::handover::{AlarmLoad, Handover};

use super::super::number;
use super::{Pen, Row, Section};

impl Pen<'_> {
    pub(super) fn load(self, handover: &Handover) -> Section {
        let words = self.words;
        let load = &handover.load;
        let none = || words.none.to_owned();
        let or_none = |list: String| if list.is_empty() { none() } else { list };
        let at_most = |target: String| format!("{} {target}", words.at_most);
        let listed = |name: &str, times: usize| format!("{name} ×{times}");
        let chattering = load.chattering.iter().map(|line| listed(&words.item(&line.item), line.in_a_minute));
        let top = load.top.iter().filter(|line| line.times > 1).map(|line| listed(&words.item(&line.item), line.times));
        let busiest = load.busiest.map(|busiest| {
            let alarms = busiest.alarms;
            let from = self.local.short(busiest.from);
            format!("{alarms}{}{from}{}", words.pick("（", " (from "), words.pick(" 起）", ")"))
        });
        let rows = [
            (words.annunciated, load.annunciated.to_string(), String::new(), false),
            (
                words.per_ten_minutes,
                load.per_ten_minutes.map_or_else(none, number::mean),
                at_most(number::plain(AlarmLoad::TARGET_AVERAGE)),
                load.per_ten_minutes.is_some_and(|mean| mean > AlarmLoad::TARGET_AVERAGE),
            ),
            (
                words.busiest,
                busiest.unwrap_or_else(none),
                at_most(AlarmLoad::TARGET_PEAK.to_string()),
                load.busiest.is_some_and(|busiest| busiest.alarms > AlarmLoad::TARGET_PEAK),
            ),
            (words.floods, load.floods.to_string(), "0".to_owned(), load.floods > 0),
            (words.active_on_average, load.active_on_average.map_or_else(none, number::mean), String::new(), false),
            (words.standing, or_none(words.items(&load.standing)), words.none.to_owned(), !load.standing.is_empty()),
            (
                words.chattering,
                or_none(chattering.collect::<Vec<_>>().join(words.between)),
                words.none.to_owned(),
                !load.chattering.is_empty(),
            ),
            (words.flapping, or_none(words.items(&handover.flapping)), words.none.to_owned(), !handover.flapping.is_empty()),
            (words.top, or_none(top.collect::<Vec<_>>().join(words.between)), String::new(), false),
            (words.median, load.median_to_acknowledge.map_or_else(none, |median| words.span(median)), String::new(), false),
        ];
        let row = |(what, figure, target, strong): (&str, String, String, bool)| {
            Row::new([what.to_owned(), figure, target]).strong_if(strong)
        };
        let heads = [words.what, words.figure, words.target];
        let mut section = Section::new("load", words.load, &heads, rows.into_iter().map(row).collect());
        section.remark = Some(
            words
                .pick(
                    "按 ISA-18.2、EEMUA 191 统计，参考值见 HSE CHIS6。",
                    "Counted as ISA-18.2 and EEMUA 191 do; targets of HSE CHIS6.",
                )
                .to_owned(),
        );
        section
    }
}
