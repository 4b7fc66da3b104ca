"""What an electronic record asks for by code, in the style of HL7 Infobutton and MedlinePlus Connect.

A request goes through these files in this order; none but the last two knows Django:

    asking    names and values of the request, or one sentence that says why it cannot be used
    systems   code systems, and how their codes are written
    naming    does a text name the illness or one of its medicines?
    codes     the table content/codes.csv: what each code means for this guide
    matching  which pages, how sure, and what of the request led there
    answering the answer, made of the site’s own words
    atom      the answer as Atom, JSON or JSONP
    shelf     the pages that can be given, read through the reading door
    views     the two addresses
"""
