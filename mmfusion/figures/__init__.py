"""Charts that are read: arrays in, a Plotly figure out. numpy and plotly only."""
