#!/usr/bin/env bash
# five-checks.sh CONVERT ORIGINAL OUTPUT: what a careful person would script with ffmpeg and ImageMagick to check the
# output of a GIF compressor: integrity, frame count, frames a second, colours, quality. Prints what it found.
set -euo pipefail
convert=$1 original=$2 output=$3

# integrity: any complaint of the decoder
ffmpeg -v error -i "$output" -f null - 2>&1 | sed 's/^/damage: /'

# frames and frames a second of both
for file in "$original" "$output"; do
  ffprobe -v error -select_streams v:0 -count_frames -show_entries stream=nb_read_frames,avg_frame_rate -of csv=p=0 "$file"
done

# distinct colours of each composited frame
"$convert" "$output" -coalesce -format '%k\n' info: | sort -n | tail -1

# quality
ffmpeg -v info -i "$original" -i "$output" -lavfi '[0][1]ssim' -f null - 2>&1 | sed -n 's/.*SSIM/SSIM/p'
