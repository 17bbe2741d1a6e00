// SPDX-License-Identifier: MIT
//
// Managed pointers, blocks of memory and typed references.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection.Emit;

sealed partial class Generator
{
	static readonly Dictionary<Element, OpCode> indirectLoads = new Dictionary<Element, OpCode> {
		{ Element.I1, OpCodes.Ldind_I1 }, { Element.U1, OpCodes.Ldind_U1 }, { Element.Boolean, OpCodes.Ldind_U1 },
		{ Element.I2, OpCodes.Ldind_I2 }, { Element.U2, OpCodes.Ldind_U2 }, { Element.Char, OpCodes.Ldind_U2 },
		{ Element.I4, OpCodes.Ldind_I4 }, { Element.U4, OpCodes.Ldind_U4 }, { Element.I8, OpCodes.Ldind_I8 },
		{ Element.U8, OpCodes.Ldind_I8 }, { Element.I, OpCodes.Ldind_I }, { Element.U, OpCodes.Ldind_I },
		{ Element.R4, OpCodes.Ldind_R4 }, { Element.R8, OpCodes.Ldind_R8 },
	};
	static readonly Dictionary<Element, OpCode> indirectStores = new Dictionary<Element, OpCode> {
		{ Element.I1, OpCodes.Stind_I1 }, { Element.U1, OpCodes.Stind_I1 }, { Element.Boolean, OpCodes.Stind_I1 },
		{ Element.I2, OpCodes.Stind_I2 }, { Element.U2, OpCodes.Stind_I2 }, { Element.Char, OpCodes.Stind_I2 },
		{ Element.I4, OpCodes.Stind_I4 }, { Element.U4, OpCodes.Stind_I4 }, { Element.I8, OpCodes.Stind_I8 },
		{ Element.U8, OpCodes.Stind_I8 }, { Element.I, OpCodes.Stind_I }, { Element.U, OpCodes.Stind_I },
		{ Element.R4, OpCodes.Stind_R4 }, { Element.R8, OpCodes.Stind_R8 },
	};

	void CollectMemory ()
	{
		Producer (2, type => type.Symbol == null && elementLoads.ContainsKey (type.Element), ReadBuffer);
		Producer (1, type => type.Kind != Kind.ManagedPointer, Referred);
		Producer (1, type => type == TypeName.String, TypeOfReference);
		Producer (1, type => type.Symbol == null && type.IsInteger && indirectLoads.ContainsKey (type.Element), Pinned);
	}

	/* The address of a TYPE; of one that nobody writes through, if it ONLY READS */
	Node Address (TypeName type, int depth, bool onlyReads)
	{
		for (int attempt = 0; attempt < 6; attempt++) {
			Node node = TryAddress (type, depth, onlyReads);
			if (node != null)
				return node;
		}
		return Node.Default (type.Pointer);
	}

	Node TryAddress (TypeName type, int depth, bool onlyReads)
	{
		if (WidthOf (type) > 0 && chance.Percent (25))
			return AddressWithin (type, WidthOf (type), WidthOf (type), onlyReads, true, Math.Max (depth - 1, 0));
		switch (chance.Below (depth > 0 && !frame.IsFilter ? 8 : 3)) {
		case 0: case 1: {
			Variable variable = FindVariable (v => v.Type == type && !v.IsReadOnly);
			return variable == null ? null : new Node (type.Pointer, (body, node) => variable.Address (body));
		}
		case 2: {
			Variable pointer = FindVariable (v => v.Type == type.Pointer);
			return pointer == null ? null : Read (pointer);
		}
		case 3: case 4: {
			bool isStatic = chance.Percent (40);
			FieldUse field = FindField (type, isStatic);
			if (field == null || field.Type != type)
				return null;
			return isStatic ? Node.Of (type.Pointer, OpCodes.Ldsflda, field) :
				Node.Of (type.Pointer, OpCodes.Ldflda, field, field.Owner.Kind == Kind.Value ? Address (field.Owner, depth - 1, onlyReads) :
					Target (field.Owner, depth - 1));
		}
		case 5: case 6:
			return ElementAddress (type, depth - 1, onlyReads);
		default:
			if (type == TypeName.I4 && !frame.IsTight && frame.Method.Name != "Place") {
				MethodUse place = program.Methods.First (m => m.Name == "Place").Use ();
				return Node.Of (type.Pointer, OpCodes.Call, place, Arguments (place, depth - 1)).Calls ();
			}
			if (!onlyReads || type.IsReference || type.Kind == Kind.Variable)
				return null;
			return Node.Of (type.Pointer, OpCodes.Unbox, type, Node.Of (TypeName.Object, OpCodes.Box, type, Expression (type, depth - 1)));
		}
	}

	Node ElementAddress (TypeName type, int depth, bool onlyReads)
	{
		TypeName array = ArrayOf (type);
		bool isReadOnly = onlyReads && chance.Percent (40);

		if (array == null)
			return null;
		if (array.Element == Element.Array)
			return Node.Of (type.Pointer, OpCodes.Call, ArrayMember (array, "Address", type.Pointer), Place (array, depth));
		return Node.Then (type.Pointer, body => {
			if (isReadOnly)
				body.Op (OpCodes.Readonly);
			body.Op (OpCodes.Ldelema, type);
		}, Place (array, depth));
	}

	/* Prefixes of loads and stores through addresses: 1 in 20 volatile, 1 in 20 unaligned */
	Action<Body> RandomPrefixes ()
	{
		bool isVolatile = chance.Percent (5), isUnaligned = chance.Percent (5);
		byte alignment = (byte) chance.Any (1, 2, 4);

		return body => {
			if (isUnaligned)
				body.Op (OpCodes.Unaligned, alignment);
			if (isVolatile)
				body.Op (OpCodes.Volatile);
		};
	}

	void LoadIndirect (Body body, TypeName type, bool general)
	{
		OpCode op;

		if (!general && type.IsReference)
			body.Op (OpCodes.Ldind_Ref);
		else if (!general && type.Symbol == null && indirectLoads.TryGetValue (type.Element, out op))
			body.Op (op);
		else
			body.Op (OpCodes.Ldobj, type);
	}

	void StoreIndirect (Body body, TypeName type, bool general)
	{
		OpCode op;

		if (!general && type.IsReference)
			body.Op (OpCodes.Stind_Ref);
		else if (!general && type.Symbol == null && indirectStores.TryGetValue (type.Element, out op))
			body.Op (op);
		else
			body.Op (OpCodes.Stobj, type);
	}

	Node Indirect (TypeName type, int depth)
	{
		bool general = chance.Percent (30);
		Action<Body> prefixes = RandomPrefixes ();

		return Node.Then (type, body => {
			prefixes (body);
			LoadIndirect (body, type, general);
		}, Address (type, depth, true));
	}

	/* ---- Statements ----------------------------------------------------------------------------------------------- */

	Node StoreThroughAddress (int depth)
	{
		TypeName type = RandomType ();
		bool general = chance.Percent (30);
		Action<Body> prefixes = RandomPrefixes ();

		return Node.Then (TypeName.Void, body => {
			prefixes (body);
			StoreIndirect (body, type, general);
		}, Address (type, depth, false), Expression (type, depth));
	}

	Node CopyObject (int depth)
	{
		TypeName type = RandomType ();

		return Node.Of (TypeName.Void, OpCodes.Cpobj, type, Address (type, depth, false), Address (type, depth, true));
	}

	Node ClearObject (int depth)
	{
		TypeName type = RandomType ();

		return Node.Of (TypeName.Void, OpCodes.Initobj, type, Address (type, depth, false));
	}

	/* ---- A block of memory: integers in the first half, floating point in the second, so that no NaN's bits are seen -- */

	const int Half = 64;

	Node AllocateBuffer ()
	{
		Variable buffer = frame.Buffer;
		int fill = chance.Below (256);

		return new Node (TypeName.Void, (body, node) => {
			body.Constant (2 * Half);
			body.Op (OpCodes.Conv_U);
			body.Op (OpCodes.Localloc);
			buffer.Store (body);
			buffer.Load (body);
			body.Constant (fill);
			body.Constant (Half);
			body.Op (OpCodes.Initblk);
		});
	}

	/* Where in the buffer; the index is a kid */
	Node BufferPlace (bool isFloat, int depth)
	{
		Variable buffer = frame.Buffer;
		int offset = isFloat ? Half : 0;

		return new Node (TypeName.I, (body, node) => {
			buffer.Load (body);
			body.Emit (node.Kids [0]);
			body.Constant (Half - 8);
			body.Op (OpCodes.And);
			if (offset > 0) {
				body.Constant (offset);
				body.Op (OpCodes.Add);
			}
			body.Op (OpCodes.Conv_I);
			body.Op (OpCodes.Add);
		}, Expression (TypeName.I4, depth));
	}

	Node ReadBuffer (TypeName type, int depth)
	{
		bool general = chance.Percent (20), unaligned = type.IsInteger && type.Kind == Kind.Int32 && chance.Percent (30);

		if (frame.Buffer == null)
			return null;
		return Node.Then (type, body => {
			if (unaligned) {
				body.Constant (1);
				body.Op (OpCodes.Add);
				body.Op (OpCodes.Unaligned, (byte) 1);
			}
			LoadIndirect (body, type, general);
		}, BufferPlace (!type.IsInteger, depth));
	}

	Node WriteBuffer (int depth)
	{
		TypeName type = chance.Of (TypeName.Numbers);
		bool general = chance.Percent (20);

		/* A byte that is neither 0 nor 1 would be a Boolean nobody defines. */
		if (frame.Buffer == null || type == TypeName.Boolean)
			return null;
		return Node.Then (TypeName.Void, body => StoreIndirect (body, type, general), BufferPlace (!type.IsInteger, depth), Expression (type, depth));
	}

	Node CopyBlock ()
	{
		Variable buffer = frame.Buffer;
		int count = chance.Between (0, Half / 2), value = chance.Below (256);
		bool copies = chance.Percent (60);
		Action<Body> prefixes = RandomPrefixes ();

		if (buffer == null)
			return null;
		return new Node (TypeName.Void, (body, node) => {
			buffer.Load (body);
			if (copies) {
				buffer.Load (body);
				body.Constant (Half / 2);
				body.Op (OpCodes.Conv_I);
				body.Op (OpCodes.Add);
			} else {
				body.Constant (value);
			}
			body.Constant (count);
			prefixes (body);
			body.Op (copies ? OpCodes.Cpblk : OpCodes.Initblk);
		});
	}

	/* ---- Typed references and pinned arrays ----------------------------------------------------------------------- */

	Node Referred (TypeName type, int depth)
	{
		bool general = chance.Percent (30);

		if (type == TypeName.TypedReference)
			return null;
		return Node.Then (type, body => {
			body.Op (OpCodes.Mkrefany, type);
			body.Op (OpCodes.Refanyval, type);
			LoadIndirect (body, type, general);
		}, Address (type, depth, false));
	}

	Node TypeOfReference (TypeName result, int depth)
	{
		TypeName type = RandomType ();

		return Node.Then (result, body => {
			body.Op (OpCodes.Mkrefany, type);
			body.Op (OpCodes.Refanytype);
			body.Op (OpCodes.Call, Library.TypeFromHandle);
			body.Op (OpCodes.Callvirt, Library.ToText);
		}, Address (type, depth, false));
	}

	Node Pinned (TypeName type, int depth)
	{
		TypeName array = type.Vector;

		return new Node (type, (body, node) => {
			var pinned = new Local (type.Pointer, true);

			body.Emit (node.Kids [0]);
			body.Constant (0);
			body.Op (OpCodes.Ldelema, type);
			body.Store (pinned);
			body.Load (pinned);
			body.Op (OpCodes.Conv_I);
			LoadIndirect (body, type, false);
		}, Target (array, depth));
	}
}
