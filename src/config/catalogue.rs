//! The built-in catalogue: the six topics and the campaign, in the configuration's own format.

use crate::duty::{Indicator, Period};

use super::check::Check;
use super::file::File;
use super::{indicators, periods, read};

const TEXT: &str = include_str!("catalogue.toml");

/// The built-in indicators and periods. A test holds the catalogue to be without errors.
pub(super) fn built_in() -> (Vec<Indicator>, Vec<Period>) {
    let (file, problems) = read::read::<File>(TEXT);
    let mut check = Check::new(TEXT, problems);
    let indicators = indicators::indicators(&mut check, &file.indicator, Vec::new(), false);
    let periods = periods::periods(&mut check, &file.period, Vec::new(), &indicators);
    check.indicators_named(&indicators);
    debug_assert!(check.problems.is_empty(), "{:#?}", check.problems);
    (indicators, periods)
}
