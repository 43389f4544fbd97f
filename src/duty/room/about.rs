//! What an alarm is about.

use crate::duty::{About, Subject, Text};

use super::Room;

impl Room {
    /// What an alarm is about. Of what is configured no longer only the subject's own name is known.
    #[must_use]
    pub fn about(&self, subject: &Subject) -> About {
        let nothing = About { region: self.region.clone(), ..About::default() };
        match subject {
            Subject::Indicator(id) => {
                let Some(track) = self.track(id.as_str()) else {
                    return About { indicator: Some(id.clone()), name: Text::same(id.as_str()), ..nothing };
                };
                let indicator = &track.indicator;
                About {
                    topic: Some(indicator.topic),
                    indicator: Some(id.clone()),
                    name: indicator.name.clone(),
                    unit: indicator.unit.clone(),
                    guidance: indicator.guidance.clone(),
                    ..nothing
                }
            }
            Subject::Feed(name) => About { name: Text { zh: name.clone(), en: name.clone() }, ..nothing },
            Subject::Step(number, step) => {
                let Some(clock) = self.clocks.iter().find(|clock| clock.number() == *number) else {
                    return About { name: Text::same(&format!("{number}/{}", step + 1)), ..nothing };
                };
                let of = self.about(&Subject::Indicator(clock.proposed.indicator.clone()));
                let step = clock.proposed.steps.get(*step).map(|step| step.name.clone()).unwrap_or_default();
                let name = Text::new(&format!("{} {}", of.name.zh, step.zh), &format!("{} {}", of.name.en, step.en));
                About { name, unit: Text::default(), guidance: Text::default(), ..of }
            }
        }
    }
}
