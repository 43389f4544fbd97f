use super::*;
use ratatui::style::Color;

/// Grounds that terminals have.
const DARK_GROUNDS: [u8; 3] = [0x00, 0x1e, 0x28];
const LIGHT_GROUNDS: [u8; 3] = [0xff, 0xfa, 0xf0];

type Rgb = (u8, u8, u8);

/// The sixteen of xterm, and those of the VGA console: the two that all others were made after.
const XTERM: [u32; 16] = [
    0x00_0000, 0xcd_0000, 0x00_cd00, 0xcd_cd00, 0x00_00ee, 0xcd_00cd, 0x00_cdcd, 0xe5_e5e5, 0x7f_7f7f, 0xff_0000, 0x00_ff00,
    0xff_ff00, 0x5c_5cff, 0xff_00ff, 0x00_ffff, 0xff_ffff,
];
const VGA: [u32; 16] = [
    0x00_0000, 0xaa_0000, 0x00_aa00, 0xaa_5500, 0x00_00aa, 0xaa_00aa, 0x00_aaaa, 0xaa_aaaa, 0x55_5555, 0xff_5555, 0x55_ff55,
    0xff_ff55, 0x55_55ff, 0xff_55ff, 0x55_ffff, 0xff_ffff,
];

fn split(rgb: u32) -> Rgb {
    let [_, r, g, b] = rgb.to_be_bytes();
    (r, g, b)
}

/// A colour as a terminal shows it; `own` is the terminal's own.
fn shown(colour: Color, own: Rgb, sixteen: &[u32; 16]) -> Rgb {
    let nth = |n: usize| split(sixteen[n]);
    match colour {
        Color::Reset => own,
        Color::Rgb(r, g, b) => (r, g, b),
        Color::Indexed(n @ 16..232) => {
            let part = |v: u8| if v == 0 { 0 } else { 55 + 40 * v };
            (part((n - 16) / 36), part((n - 16) / 6 % 6), part((n - 16) % 6))
        }
        Color::Indexed(n @ 232..) => {
            let v = 8 + 10 * (n - 232);
            (v, v, v)
        }
        Color::Black => nth(0),
        Color::Red => nth(1),
        Color::Blue => nth(4),
        Color::Magenta => nth(5),
        Color::Cyan => nth(6),
        Color::LightRed => nth(9),
        Color::LightYellow => nth(11),
        Color::LightMagenta => nth(13),
        Color::LightCyan => nth(14),
        Color::White => nth(15),
        other => panic!("{other:?} is not one that a scheme should use"),
    }
}

/// sRGB to linear light, IEC 61966-2-1.
fn linear((r, g, b): Rgb) -> [f64; 3] {
    [r, g, b].map(|v| {
        let v = f64::from(v) / 255.0;
        if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
    })
}

/// Contrast ratio, WCAG 2.2.
fn contrast(a: Rgb, b: Rgb) -> f64 {
    let luminance = |colour: Rgb| {
        let [r, g, b] = linear(colour);
        0.2126 * r + 0.7152 * g + 0.0722 * b
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Every style that text can have.
fn styles(theme: &Theme) -> Vec<(&'static str, Style)> {
    let mut styles = vec![
        ("text", theme.text),
        ("dim", theme.dim),
        ("heading", theme.heading),
        ("mark", theme.mark),
        ("lookback", theme.lookback),
        ("series", theme.series),
        ("last year", theme.last_year),
        ("warning", theme.warning),
        ("unknown", theme.unknown),
        ("critical", theme.critical),
    ];
    styles.extend((0..5).map(|step| ("heat", theme.heat(step))));
    styles.extend([State::Normal, State::Warning, State::Unknown, State::Critical].map(|state| ("banner", theme.banner(state))));
    let selected: Vec<_> = styles.iter().map(|(name, style)| (*name, style.patch(theme.selection))).collect();
    styles.extend(selected);
    styles
}

/// Every theme, with whether the background it is for is light.
fn themes() -> impl Iterator<Item = (Scheme, Depth, bool, Theme)> {
    Scheme::ALL.into_iter().flat_map(|scheme| {
        [Depth::None, Depth::Sixteen, Depth::Palette, Depth::True].into_iter().flat_map(move |depth| {
            let backgrounds: &[bool] = match scheme {
                Scheme::Dark => &[false],
                Scheme::Light => &[true],
                _ => &[false, true],
            };
            backgrounds.iter().map(move |light| (scheme, depth, *light, Theme::of(scheme, *light, depth)))
        })
    })
}

#[test]
fn every_pair_of_colours_can_be_read_on_every_usual_background() {
    let mut seen = 0;
    for (scheme, depth, light, theme) in themes() {
        let least = if scheme == Scheme::HighContrast && depth != Depth::Sixteen { 7.0 } else { 4.5 };
        // The sixteen are the terminal's: they are set against the ground that it ships them with.
        let grounds = match (depth, light) {
            (Depth::Sixteen, false) => &DARK_GROUNDS[..1],
            (Depth::Sixteen, true) => &LIGHT_GROUNDS[..1],
            (_, false) => &DARK_GROUNDS[..],
            (_, true) => &LIGHT_GROUNDS[..],
        };
        let own_text = if light { (0x33, 0x33, 0x33) } else { (0xd0, 0xd0, 0xd0) };
        for (name, style) in styles(&theme) {
            for sixteen in [&XTERM, &VGA] {
                for ground in grounds {
                    let text = shown(style.fg.unwrap(), own_text, sixteen);
                    let ground = shown(style.bg.unwrap(), (*ground, *ground, *ground), sixteen);
                    let ratio = contrast(text, ground);
                    assert!(ratio >= least, "{name} of {scheme:?} {depth:?} on {ground:x?}: {text:x?} has {ratio:.2}");
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 1000, "{seen}");
}

#[test]
fn without_colour_no_style_has_one() {
    for scheme in Scheme::ALL {
        let theme = Theme::of(scheme, false, Depth::None);
        let plain = |(_, style): &(&str, Style)| style.fg == Some(Color::Reset) && style.bg == Some(Color::Reset);
        assert!(styles(&theme).iter().all(plain));
        assert_ne!(theme.critical, theme.warning);
    }
}

#[test]
fn what_is_past_looks_like_nothing_else() {
    for (scheme, depth, _, theme) in themes() {
        let same = styles(&theme).into_iter().filter(|(name, style)| *name != "lookback" && *style == theme.lookback).count();
        assert_eq!(same, 0, "{scheme:?} {depth:?}");
    }
}

#[test]
fn a_shade_for_each_step_of_heat_and_none_without_colour() {
    for (scheme, depth, light, theme) in themes() {
        let shades: Vec<Style> = (0..5).map(|step| theme.heat(step)).collect();
        if scheme == Scheme::Mono || depth == Depth::None {
            assert!(shades.iter().all(|shade| *shade == theme.text));
            continue;
        }
        for (n, shade) in shades.iter().enumerate() {
            assert!(!shades[n + 1..].contains(shade), "{scheme:?} {depth:?} {light} {n}");
        }
        assert_eq!(theme.heat(99), shades[4]);
    }
}

#[test]
fn stepping_through_the_schemes_comes_round() {
    let mut scheme = Scheme::Dark;
    for wanted in Scheme::ALL {
        assert_eq!(scheme, wanted);
        scheme = scheme.next();
    }
    assert_eq!(scheme, Scheme::Dark);
}

/// What somebody without one of the three cones sees, in linear light: Machado, Oliveira and Fernandes, "A
/// Physiologically-based Model for Simulation of Color Vision Deficiency", IEEE TVCG 15(6), 2009; severity 1.0.
const MACHADO: [(&str, [[f64; 3]; 3]); 4] = [
    ("all three cones", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    ("protanopia", [[0.152_286, 1.052_583, -0.204_868], [0.114_503, 0.786_281, 0.099_216], [-0.003_882, -0.048_116, 1.051_998]]),
    ("deuteranopia", [[0.367_322, 0.860_646, -0.227_968], [0.280_085, 0.672_501, 0.047_413], [-0.011_820, 0.042_940, 0.968_881]]),
    ("tritanopia", [[1.255_528, -0.076_749, -0.178_779], [-0.078_411, 0.930_809, 0.147_602], [0.004_733, 0.691_367, 0.303_900]]),
];

fn product(matrix: &[[f64; 3]; 3], v: [f64; 3]) -> [f64; 3] {
    matrix.map(|row| row.iter().zip(v).map(|(a, b)| a * b).sum())
}

/// Linear sRGB to CIELAB under D65 (CIE 15:2018; matrix of IEC 61966-2-1).
fn lab(linear: [f64; 3]) -> [f64; 3] {
    let matrix = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]];
    let [x, y, z] = product(&matrix, linear.map(|v| v.clamp(0.0, 1.0)));
    let f = |t: f64| if t > 216.0 / 24389.0 { t.cbrt() } else { (24389.0 / 27.0 * t + 16.0) / 116.0 };
    let (x, y, z) = (f(x / 0.9505), f(y), f(z / 1.089));
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

/// How far apart two colours must be: ΔE*ab 25. A just noticeable difference is about 2.3 (Mahy et al., 1994) when two large
/// patches lie side by side; a symbol and a word a few minutes of arc high, seen one after the other from across a desk,
/// want about ten times that.
const APART: f64 = 25.0;

#[test]
fn the_colour_blind_tell_what_is_abnormal_apart() {
    for light in [false, true] {
        for depth in [Depth::Palette, Depth::True] {
            let theme = Theme::of(Scheme::ColourBlind, light, depth);
            let own = if light { (0x33, 0x33, 0x33) } else { (0xd0, 0xd0, 0xd0) };
            let states = [State::Warning, State::Critical, State::Unknown];
            for (name, matrix) in &MACHADO {
                let seen = |state| lab(product(matrix, linear(shown(theme.state(state).fg.unwrap(), own, &XTERM))));
                for (a, b) in [(0, 1), (0, 2), (1, 2)].map(|(a, b)| (states[a], states[b])) {
                    let distance = seen(a).iter().zip(seen(b)).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt();
                    assert!(distance >= APART, "{a:?} and {b:?} with {name}, light {light}: {distance:.1}");
                }
            }
        }
    }
}
