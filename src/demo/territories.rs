//! The townships of the demonstration county.

/// The townships, none of which exists, with their thousands of people.
pub const TERRITORIES: [(&str, u32); 18] = [
    ("城关镇", 86),
    ("白沙乡", 21),
    ("石桥镇", 34),
    ("大河镇", 41),
    ("青龙乡", 18),
    ("柳林镇", 29),
    ("双溪乡", 16),
    ("马岭镇", 27),
    ("枫树乡", 14),
    ("东山镇", 38),
    ("古渡乡", 12),
    ("黄泥镇", 23),
    ("云峰乡", 9),
    ("南坪镇", 31),
    ("望江镇", 26),
    ("桐木乡", 11),
    ("清水乡", 13),
    ("红旗农场", 7),
];

/// A township drawn by its people.
pub(super) fn draw(rng: &mut fastrand::Rng) -> usize {
    let total: u32 = TERRITORIES.iter().map(|(_, weight)| weight).sum();
    let mut drawn = rng.u32(0..total.max(1));
    TERRITORIES
        .iter()
        .position(|(_, weight)| {
            let here = drawn < *weight;
            drawn = drawn.saturating_sub(*weight);
            here
        })
        .unwrap_or(0)
}
