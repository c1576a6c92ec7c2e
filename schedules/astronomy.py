"""Where sun and moon stand: the instants of new moons, and the sun's apparent longitude. Pure arithmetic.

After Jean Meeus, "Astronomical Algorithms" (2nd edition): chapter 49 for new moons, chapter 25 with the terms of VSOP87
in appendix III for the sun, chapter 22 for nutation, table 10.A for Delta T. Days are Julian days in Universal Time.
It knows no calendar, no time zone and no rule of a calendar: those are ``schedules.lunar``'s.
"""

from bisect import bisect_right
from math import cos, degrees, floor, radians, sin

J2000 = 2451545.0
CENTURY = 36525.0
SECONDS = 86400.0
SYNODIC_MONTH = 29.530588861
FIRST_MOON = 2451550.09766
"""The mean new moon of 6 January 2000, number 0 of them all."""
DEGREES_PER_DAY = 360 / 365.2422

DELTA_T = (
    (1890, -5.9),
    (1900, -2.8),
    (1910, 10.4),
    (1920, 21.2),
    (1930, 24.1),
    (1940, 24.3),
    (1950, 29.1),
    (1960, 33.1),
    (1970, 40.2),
    (1980, 50.5),
    (1990, 56.9),
    (2000, 63.8),
    (2010, 66.1),
    (2020, 69.4),
    (2026, 69.1),
    (2050, 93.0),
    (2075, 145.9),
    (2100, 202.7),
    (2125, 263.6),
    (2150, 328.5),
    (2175, 383.3),
    (2200, 441.8),
    (2210, 466.7),
)
"""Terrestrial minus Universal Time in seconds: observed to 2026, from 2050 the forecast of Espenak and Meeus
that almanacs use. The Earth turns faster now than it says: by 2199 it may be minutes too much."""

# Each series: (coefficient in 1e-8 radian, phase in radians, frequency in radians per thousand years).
EARTH_LONGITUDE = (
    (
        (175347046, 0.0, 0.0),
        (3341656, 4.6692568, 6283.0758500),
        (34894, 4.62610, 12566.15170),
        (3497, 2.7441, 5753.3849),
        (3418, 2.8289, 3.5231),
        (3136, 3.6277, 77713.7715),
        (2676, 4.4181, 7860.4194),
        (2343, 6.1352, 3930.2097),
        (1324, 0.7425, 11506.7698),
        (1273, 2.0371, 529.6910),
        (1199, 1.1096, 1577.3435),
        (990, 5.233, 5884.927),
        (902, 2.045, 26.298),
        (857, 3.508, 398.149),
        (780, 1.179, 5223.694),
        (753, 2.533, 5507.553),
        (505, 4.583, 18849.228),
        (492, 4.205, 775.523),
        (357, 2.920, 0.067),
        (317, 5.849, 11790.629),
        (284, 1.899, 796.298),
        (271, 0.315, 10977.079),
        (243, 0.345, 5486.778),
        (206, 4.806, 2544.314),
        (205, 1.869, 5573.143),
        (202, 2.458, 6069.777),
        (156, 0.833, 213.299),
        (132, 3.411, 2942.463),
        (126, 1.083, 20.775),
        (115, 0.645, 0.980),
        (103, 0.636, 4694.003),
        (102, 0.976, 15720.839),
        (102, 4.267, 7.114),
        (99, 6.21, 2146.17),
        (98, 0.68, 155.42),
        (86, 5.98, 161000.69),
        (85, 1.30, 6275.96),
        (85, 3.67, 71430.70),
        (80, 1.81, 17260.15),
        (79, 3.04, 12036.46),
        (75, 1.76, 5088.63),
        (74, 3.50, 3154.69),
        (74, 4.68, 801.82),
        (70, 0.83, 9437.76),
        (62, 3.98, 8827.39),
        (61, 1.82, 7084.90),
        (57, 2.78, 6286.60),
        (56, 4.39, 14143.50),
        (56, 3.47, 6279.55),
        (52, 0.19, 12139.55),
        (52, 1.33, 1748.02),
        (51, 0.28, 5856.48),
        (49, 0.49, 1194.45),
        (41, 5.37, 8429.24),
        (41, 2.40, 19651.05),
        (39, 6.17, 10447.39),
        (37, 6.04, 10213.29),
        (37, 2.57, 1059.38),
        (36, 1.71, 2352.87),
        (36, 1.78, 6812.77),
        (33, 0.59, 17789.85),
        (30, 0.44, 83996.85),
        (30, 2.74, 1349.87),
        (25, 3.16, 4690.48),
    ),
    (
        (628331966747, 0.0, 0.0),
        (206059, 2.678235, 6283.075850),
        (4303, 2.6351, 12566.1517),
        (425, 1.590, 3.523),
        (119, 5.796, 26.298),
        (109, 2.966, 1577.344),
        (93, 2.59, 18849.23),
        (72, 1.14, 529.69),
        (68, 1.87, 398.15),
        (67, 4.41, 5507.55),
        (59, 2.89, 5223.69),
        (56, 2.17, 155.42),
        (45, 0.40, 796.30),
        (36, 0.47, 775.52),
        (29, 2.65, 7.11),
        (21, 5.34, 0.98),
    ),
    ((52919, 0.0, 0.0), (8720, 1.0721, 6283.0758), (309, 0.867, 12566.152), (27, 0.05, 3.52)),
    ((289, 5.844, 6283.076), (35, 0.0, 0.0), (17, 5.49, 12566.15)),
)

# Chapter 22: (multiples of D, M, M', F, node; sine and its change per century in 0.0001").
NUTATION = (
    (0, 0, 0, 0, 1, -171996, -174.2),
    (-2, 0, 0, 2, 2, -13187, -1.6),
    (0, 0, 0, 2, 2, -2274, -0.2),
    (0, 0, 0, 0, 2, 2062, 0.2),
    (0, 1, 0, 0, 0, 1426, -3.4),
    (0, 0, 1, 0, 0, 712, 0.1),
    (-2, 1, 0, 2, 2, -517, 1.2),
    (0, 0, 0, 2, 1, -386, -0.4),
    (0, 0, 1, 2, 2, -301, 0.0),
    (-2, -1, 0, 2, 2, 217, -0.5),
    (-2, 0, 1, 0, 0, -158, 0.0),
    (-2, 0, 0, 2, 1, 129, 0.1),
    (0, 0, -1, 2, 2, 123, 0.0),
)

# Chapter 49: (days, power of the eccentricity, multiples of M, M', F, node).
NEW_MOON = (
    (-0.40720, 0, 0, 1, 0, 0),
    (0.17241, 1, 1, 0, 0, 0),
    (0.01608, 0, 0, 2, 0, 0),
    (0.01039, 0, 0, 0, 2, 0),
    (0.00739, 1, -1, 1, 0, 0),
    (-0.00514, 1, 1, 1, 0, 0),
    (0.00208, 2, 2, 0, 0, 0),
    (-0.00111, 0, 0, 1, -2, 0),
    (-0.00057, 0, 0, 1, 2, 0),
    (0.00056, 1, 1, 2, 0, 0),
    (-0.00042, 0, 0, 3, 0, 0),
    (0.00042, 1, 1, 0, 2, 0),
    (0.00038, 1, 1, 0, -2, 0),
    (-0.00024, 1, -1, 2, 0, 0),
    (-0.00017, 0, 0, 0, 0, 1),
    (-0.00007, 0, 2, 1, 0, 0),
    (0.00004, 0, 0, 2, -2, 0),
    (0.00004, 0, 3, 0, 0, 0),
    (0.00003, 0, 1, 1, -2, 0),
    (0.00003, 0, 0, 2, 2, 0),
    (-0.00003, 0, 1, 1, 2, 0),
    (0.00003, 0, -1, 1, 2, 0),
    (-0.00002, 0, -1, 1, -2, 0),
    (-0.00002, 0, 1, 3, 0, 0),
    (0.00002, 0, 0, 4, 0, 0),
)

# Chapter 49, the planets: (millionths of a day, degrees, degrees per moon, degrees per squared century).
PLANETS = (
    (325, 299.77, 0.107408, -0.009173),
    (165, 251.88, 0.016321, 0.0),
    (164, 251.83, 26.651886, 0.0),
    (126, 349.42, 36.412478, 0.0),
    (110, 84.66, 18.206239, 0.0),
    (62, 141.74, 53.303771, 0.0),
    (60, 207.14, 2.453732, 0.0),
    (56, 154.84, 7.306860, 0.0),
    (47, 34.52, 27.261239, 0.0),
    (42, 207.19, 0.121824, 0.0),
    (40, 291.34, 1.844379, 0.0),
    (37, 161.72, 24.198154, 0.0),
    (35, 239.56, 25.513099, 0.0),
    (23, 331.55, 3.592518, 0.0),
)


def new_moon(number: int) -> float:
    """Return the Julian day (UT) of a new moon; number 0 is that of 6 January 2000. Right within 20 s."""
    k, t = float(number), number / 1236.85
    mean = FIRST_MOON + SYNODIC_MONTH * k + t * t * (0.00015437 + t * (-0.000000150 + t * 0.00000000073))
    sun = radians(2.5534 + 29.10535670 * k - t * t * (0.0000014 + t * 0.00000011))
    moon = radians(201.5643 + 385.81693528 * k + t * t * (0.0107582 + t * (0.00001238 - t * 0.000000058)))
    latitude = radians(160.7108 + 390.67050284 * k - t * t * (0.0016118 + t * (0.00000227 - t * 0.000000011)))
    node = radians(124.7746 - 1.56375588 * k + t * t * (0.0020672 + t * 0.00000215))
    eccentricity = 1 - t * (0.002516 + t * 0.0000074)
    powers = (1, eccentricity, eccentricity * eccentricity)
    shift = sum(
        days * powers[power] * sin(m * sun + moons * moon + f * latitude + n * node)
        for days, power, m, moons, f, n in NEW_MOON
    )
    pull = sum(size * sin(radians(start + speed * k + bend * t * t)) for size, start, speed, bend in PLANETS)
    return universal(mean + shift + pull / 1_000_000)


def moon_number(day: float) -> int:
    """Return the number of the mean new moon on or before a Julian day; the true one is within 15 hours of it."""
    return floor((day - FIRST_MOON) / SYNODIC_MONTH)


def sun_longitude(day: float) -> float:
    """Return the sun's apparent longitude in degrees, 0 to 360, at a Julian day (UT). Right within 1\"."""
    terrestrial = day + delta_t(day) / SECONDS
    t = (terrestrial - J2000) / CENTURY
    thousand = t / 10
    earth = polynomial(
        thousand, *(sum(size * cos(phase + speed * thousand) for size, phase, speed in one) for one in EARTH_LONGITUDE)
    )
    anomaly = sun_anomaly(t)
    radius = 1.00014 - 0.01671 * cos(anomaly) - 0.00014 * cos(2 * anomaly)
    # 0.09033" brings the theory's equinox to that of the star catalogue; 20.4898" is the aberration.
    seconds = nutation(t) - 0.09033 - 20.4898 / radius
    return (degrees(earth / 1e8) + 180 + seconds / 3600) % 360


def sun_reaches(longitude: float, near: float) -> float:
    """Return the Julian day (UT) at which the sun comes to a longitude in degrees, the one nearest to ``near``."""
    day = near
    for _ in range(2):
        apart = (longitude - sun_longitude(day) + 180) % 360 - 180
        # In January, nearest to the sun, the Earth runs fastest.
        day += apart / (DEGREES_PER_DAY * (1 + 0.0334 * cos(sun_anomaly((day - J2000) / CENTURY))))
    return day


def sun_anomaly(t: float) -> float:
    """Return the sun's mean anomaly in radians, ``t`` centuries after 2000."""
    return radians(357.52911 + 35999.05029 * t)


def nutation(t: float) -> float:
    """Return the nutation in longitude in arc seconds, ``t`` centuries after 2000."""
    arguments = (
        polynomial(t, 297.85036, 445267.111480, -0.0019142),
        polynomial(t, 357.52772, 35999.050340, -0.0001603),
        polynomial(t, 134.96298, 477198.867398, 0.0086972),
        polynomial(t, 93.27191, 483202.017538, -0.0036825),
        polynomial(t, 125.04452, -1934.136261, 0.0020708),
    )
    angles = [radians(argument) for argument in arguments]
    return (
        sum(
            (size + change * t)
            * sin(d * angles[0] + m * angles[1] + moon * angles[2] + f * angles[3] + node * angles[4])
            for d, m, moon, f, node, size, change in NUTATION
        )
        / 10_000
    )


def delta_t(day: float) -> float:
    """Return Terrestrial minus Universal Time in seconds at a Julian day."""
    year = 2000 + (day - J2000) / (CENTURY / 100)
    place = min(max(bisect_right(DELTA_T, (year,)), 1), len(DELTA_T) - 1)
    (since, before), (until, after) = DELTA_T[place - 1], DELTA_T[place]
    return before + (after - before) * (year - since) / (until - since)


def universal(terrestrial: float) -> float:
    """Return a Julian day in Universal Time for one in Terrestrial Time."""
    return terrestrial - delta_t(terrestrial) / SECONDS


def polynomial(t: float, *coefficients: float) -> float:
    """Return the sum of ``coefficients[n] * t ** n``."""
    value = 0.0
    for coefficient in reversed(coefficients):
        value = value * t + coefficient
    return value
