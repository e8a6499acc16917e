"""Make the small voices that the cutter is tested with: Piper's architecture, random weights.

    pip install torch onnx piper-tts        (in an environment of its own; 1 GB)
    python scripts/make_small_vits.py [FOLDER]

They are exported by Piper's own training code, so the graph is the one that real voices have, in
three layouts: one speaker and several (medium: residual blocks of one convolution), and high
(residual blocks of two). Their sound means nothing. Each is 100 to 150 kB, compressed.
"""

import io
import lzma
import sys
from pathlib import Path

import torch
from piper.train.vits.models import SynthesizerTrn

FOLDER = Path(__file__).parent.parent / "tests" / "data" / "voices"

SYMBOLS = 256
OPSET = 15
"""As in piper.train.export_onnx."""

MEDIUM = {
    "resblock": "2",
    "resblock_kernel_sizes": (3, 5, 7),
    "resblock_dilation_sizes": ((1, 2), (2, 6), (3, 12)),
    "upsample_rates": (8, 8, 4),
    "upsample_kernel_sizes": (16, 16, 8),
}
HIGH = {
    "resblock": "1",
    "resblock_kernel_sizes": (3, 7, 11),
    "resblock_dilation_sizes": ((1, 3, 5), (1, 3, 5), (1, 3, 5)),
    "upsample_rates": (8, 8, 2, 2),
    "upsample_kernel_sizes": (16, 16, 4, 4),
}
LAYOUTS = {
    "small": (MEDIUM, 1),
    "small-multi": (MEDIUM, 3),
    "small-high": (HIGH, 1),
}


def make(layout, speakers):
    """Return a model whose weights are random, and large enough to be heard."""
    torch.manual_seed(1)
    model = SynthesizerTrn(
        n_vocab=SYMBOLS, spec_channels=9, segment_size=8, inter_channels=8, hidden_channels=8,
        filter_channels=16, n_heads=2, n_layers=2, kernel_size=3, p_dropout=0.1,
        upsample_initial_channel=32, n_speakers=speakers, gin_channels=6 if speakers > 1 else 0,
        **layout,
    )  # fmt: skip
    model.eval()
    model.dec.remove_weight_norm()
    with torch.no_grad():
        # What training would fill is zero at first: the flows would do nothing.
        for name, weights in model.named_parameters():
            if name.startswith(("flow", "dp")) and not weights.any():
                weights.normal_(0.0, 0.3)
        # About two frames for each id.
        model.dp.flows[0].m.fill_(-0.3)
        model.dp.flows[0].logs.fill_(1.0)
        for up in model.dec.ups:
            up.weight.normal_(0.0, 0.3)
        for name, weights in model.dec.resblocks.named_parameters():
            weights.normal_(0.0, 0.1 if name.endswith("weight") else 0.01)
        for weights in model.parameters():
            weights.copy_((weights * 64).round() / 64)  # packs better
    return model


def export(model, speakers):
    """Return the bytes of the ONNX file, made as piper.train.export_onnx makes it."""

    def infer(text, lengths, scales, sid=None):
        return model.infer(
            text, lengths, noise_scale=scales[0], length_scale=scales[1],
            noise_scale_w=scales[2], sid=sid,
        )[0].unsqueeze(1)  # fmt: skip

    model.forward = infer
    text = torch.randint(0, SYMBOLS, (1, 50))
    arguments = (
        text,
        torch.LongTensor([text.size(1)]),
        torch.FloatTensor([0.667, 1.0, 0.8]),
        torch.LongTensor([0]) if speakers > 1 else None,
    )
    file = io.BytesIO()
    torch.onnx.export(
        model=model, args=arguments, f=file, opset_version=OPSET, dynamo=False,
        input_names=["input", "input_lengths", "scales", "sid"], output_names=["output"],
        dynamic_axes={
            "input": {0: "batch_size", 1: "phonemes"},
            "input_lengths": {0: "batch_size"},
            "output": {0: "batch_size", 2: "time"},
        },
    )  # fmt: skip
    return file.getvalue()


def main(folder):
    for name, (layout, speakers) in LAYOUTS.items():
        data = export(make(layout, speakers), speakers)
        packed = lzma.compress(data, preset=9 | lzma.PRESET_EXTREME)
        (folder / f"{name}.onnx.xz").write_bytes(packed)
        print(f"{name}: {len(data)} bytes, {len(packed)} compressed")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
