// The map of stations: points from the server, tiles only if the province names some. Works offline without tiles.
"use strict";

const place = document.getElementById("map");
const map = L.map(place, { attributionControl: false });
if (place.dataset.tiles) L.tileLayer(place.dataset.tiles, { maxZoom: 19 }).addTo(map);
map.setView([11.1, 106.65], 9);

fetch(place.dataset.points, { headers: { Accept: "application/json" } })
  .then((answer) => answer.json())
  .then((points) => {
    const markers = points.reverse().map((point) => {
      const popup = document.createElement("div");
      const link = document.createElement("a");
      link.href = point.page;
      link.textContent = point.name;
      popup.append(link, document.createElement("br"), point.words);
      return L.circleMarker(point.at, { radius: 9, className: `point ${point.tone}` }).bindPopup(popup).bindTooltip(point.name).addTo(map);
    });
    if (markers.length) map.fitBounds(L.featureGroup(markers).getBounds().pad(0.15));
  });
