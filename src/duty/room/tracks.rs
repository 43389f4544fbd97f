//! Every track, and which judgements still stand.

use std::collections::HashMap;
use std::ops::Deref;

use crate::duty::{State, Topic, Track};

/// Every track, in the order of the screen.
///
/// Whoever takes one to change it lets it be judged again. What nobody has touched since would be judged as it was.
#[derive(Clone, Debug, Default)]
pub(super) struct Tracks {
    all: Vec<Track>,
    judgements: Vec<Option<Judgement>>,
    /// Whether each was [calm](Track::is_calm) when it was judged, and has not been touched since: of hundreds of thousands nearly all
    /// are, and a tick and a frame pass them without reading more.
    calm: Vec<bool>,
    /// Which are of each topic.
    topics: HashMap<Topic, Vec<usize>>,
}

/// What a judgement came to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Judgement {
    /// Whether the figure was known and one of its rules could not be judged.
    pub(super) is_undecided: bool,
}

impl Tracks {
    /// One track, to be changed.
    pub(super) fn get_mut(&mut self, n: usize) -> Option<&mut Track> {
        *self.judgements.get_mut(n)? = None;
        *self.calm.get_mut(n)? = false;
        self.all.get_mut(n)
    }

    /// Every track, to be changed.
    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Track> {
        self.judge_again();
        self.calm.fill(false);
        self.all.iter_mut()
    }

    /// Those of a topic that are connected, each with its state.
    pub(super) fn of(&self, topic: Topic) -> impl Iterator<Item = (State, &Track)> {
        let places = self.topics.get(&topic).into_iter().flatten();
        let tracks = places.filter_map(|n| Some((*self.calm.get(*n)?, self.all.get(*n)?)));
        tracks.filter(|(calm, track)| *calm || track.is_connected()).map(|(calm, track)| {
            let state = if calm { State::Normal } else { track.state() };
            (state, track)
        })
    }

    /// Those of which more may be to be seen than a figure.
    pub(super) fn restless(&self) -> impl Iterator<Item = &Track> {
        self.all.iter().zip(&self.calm).filter(|(_, calm)| !**calm).map(|(track, _)| track)
    }

    /// Lets every track be judged again.
    pub(super) fn judge_again(&mut self) {
        self.judgements.fill(None);
    }

    /// The judgement of a track, if it stands.
    pub(super) fn judgement(&self, n: usize) -> Option<Judgement> {
        self.judgements.get(n).copied().flatten()
    }

    /// Notes a judgement. It stands until the track is touched, where that can change it alone.
    pub(super) fn note_judgement(&mut self, n: usize, judgement: Judgement) {
        let Some(track) = self.all.get(n) else { return };
        let (stands, calm) = (track.is_steady(), track.is_calm());
        self.judgements.get_mut(n).into_iter().for_each(|place| *place = stands.then_some(judgement));
        self.calm.get_mut(n).into_iter().for_each(|place| *place = calm);
    }
}

impl Deref for Tracks {
    type Target = [Track];

    fn deref(&self) -> &[Track] {
        &self.all
    }
}

impl From<Vec<Track>> for Tracks {
    fn from(all: Vec<Track>) -> Self {
        let (judgements, calm) = (vec![None; all.len()], vec![false; all.len()]);
        let mut topics: HashMap<Topic, Vec<usize>> = HashMap::new();
        for (n, track) in all.iter().enumerate() {
            topics.entry(track.indicator.topic).or_default().push(n);
        }
        Self { all, judgements, calm, topics }
    }
}

impl From<Tracks> for Vec<Track> {
    fn from(tracks: Tracks) -> Self {
        tracks.all
    }
}
