//! What may come in.

use std::collections::{HashMap, HashSet};

use crate::duty::{Clean, Id, Plan};

/// What the configuration lists: nothing else gets in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known {
    ids: Vec<Id>,
    places: HashMap<Id, usize>,
    pub(super) territories: HashSet<Clean>,
}

impl Known {
    /// These indicators and these territories.
    #[must_use]
    pub fn new(ids: impl IntoIterator<Item = Id>, territories: impl IntoIterator<Item = Clean>) -> Self {
        let ids: Vec<Id> = ids.into_iter().collect();
        let places = ids.iter().cloned().zip(0..).collect();
        Self { ids, places, territories: territories.into_iter().collect() }
    }

    /// What a plan lists; what is computed here is delivered by no feed.
    #[must_use]
    pub fn of(plan: &Plan) -> Self {
        let delivered = plan.indicators.iter().filter(|indicator| indicator.formula.is_none());
        Self::new(delivered.map(|indicator| indicator.id.clone()), plan.territories.iter().cloned())
    }

    /// How many indicators there are.
    pub(super) fn count(&self) -> usize {
        self.ids.len()
    }

    /// An indicator and its place in the configuration, if it is listed. Most feeds keep to the order of that: the `likely` place is
    /// looked at first.
    pub(super) fn find(&self, id: &str, likely: usize) -> Option<(usize, &Id)> {
        let at = |place: usize| Some((place, self.ids.get(place)?));
        at(likely).filter(|(_, held)| held.as_str() == id).or_else(|| at(*self.places.get(id)?))
    }
}
