"""The steps from the bytes of a web page to the blocks of its story.

The way of a page: `decoding` makes text of it, `taming` takes out what no browser could bear,
`tree` parses it into a light tree, `facts` reads what it says about itself, `furniture` takes away
what is not the article, `root` finds where the article is, `walk` turns it into blocks with the
roles that the markup gives away, and `settling` decides what a block by itself cannot tell.
`words` holds the vocabulary of class names that the last four share.
"""
