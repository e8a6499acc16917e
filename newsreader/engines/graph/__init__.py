"""Cut a Piper model into stages that can run over windows of a sentence.

An exported voice is one graph: ids in, all samples out. Its parts after the durations look only a
few frames to each side, so they can follow one another through the sentence:

    text        ids, noise -> mean and spread of the sound, length of each id   (whole sentence)
    flow        frames -> first upsampling of the generator                     (36 frames around)
    generator0  first residual blocks                                           (6 frames)
    generator1  second upsampling and residual blocks                           (1 frame)
    generator2  third ..., to samples

The stages are built anew from the weights (``text``, ``flow``, ``generator``), in the forms that
onnxruntime computes fastest, optimized once, and kept with a manifest. Numbers of layers, channels
and widths are read from the model, so low, medium and high voices fit, with one speaker or many; a
speaker is fixed in the cutting. ``derive`` does it all and checks the result against the original.
"""

from newsreader.engines.graph.manifest import EXACT, FAST, MANIFEST, Manifest, read_manifest

__all__ = ["EXACT", "FAST", "MANIFEST", "Manifest", "read_manifest"]
