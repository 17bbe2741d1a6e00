// SPDX-License-Identifier: MIT
//
// Arithmetic, comparisons and conversions. What mini computes against ECMA-335 is left out; README.md names it.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection.Emit;

sealed partial class Generator
{
	static readonly OpCode [] arithmetic = { OpCodes.Add, OpCodes.Sub, OpCodes.Mul };
	static readonly OpCode [] logic = { OpCodes.And, OpCodes.Or, OpCodes.Xor };
	static readonly OpCode [] division = { OpCodes.Div, OpCodes.Rem };
	static readonly OpCode [] unsignedDivision = { OpCodes.Div_Un, OpCodes.Rem_Un };
	static readonly OpCode [] shifts = { OpCodes.Shl, OpCodes.Shr, OpCodes.Shr_Un };
	static readonly OpCode [] checkedArithmetic = {
		OpCodes.Add_Ovf, OpCodes.Add_Ovf_Un, OpCodes.Sub_Ovf, OpCodes.Sub_Ovf_Un, OpCodes.Mul_Ovf, OpCodes.Mul_Ovf_Un
	};
	static readonly OpCode [] comparisons = { OpCodes.Ceq, OpCodes.Cgt, OpCodes.Cgt_Un, OpCodes.Clt, OpCodes.Clt_Un };
	static readonly OpCode [] branches = {
		OpCodes.Beq, OpCodes.Bge, OpCodes.Bgt, OpCodes.Ble, OpCodes.Blt, OpCodes.Bne_Un, OpCodes.Bge_Un, OpCodes.Bgt_Un, OpCodes.Ble_Un,
		OpCodes.Blt_Un
	};

	static readonly TypeName [] stackNumbers = { TypeName.I4, TypeName.I8, TypeName.I, TypeName.R4, TypeName.R8 };

	static TypeName OnStack (TypeName type)
	{
		return stackNumbers [type.Kind - Kind.Int32];
	}

	static bool IsWide (TypeName type)
	{
		return type.IsNumber && OnStack (type) == type;
	}

	void CollectNumbers ()
	{
		Func<TypeName, bool> wide = IsWide, integer = type => type.IsInteger && IsWide (type);

		SafeProducer (5, type => type.IsNumber, (type, depth) => Number (type));
		SafeProducer (22, wide, Arithmetic);
		SafeProducer (6, integer, (type, depth) => Node.Of (type, chance.Of (logic), Expression (type, depth), Expression (type, depth)));
		SafeProducer (6, integer, Shift);
		Producer (5, wide, Division);
		Producer (3, integer, (type, depth) => Node.Of (type, chance.Of (checkedArithmetic), Tame (type, depth), Tame (type, depth)));
		SafeProducer (4, wide, (type, depth) => Node.Of (type, type.IsInteger ? chance.Any (OpCodes.Neg, OpCodes.Not) : OpCodes.Neg,
			Expression (type, depth)));
		SafeProducer (6, type => type.Kind == Kind.Int32, (type, depth) => Condition (depth));
		SafeProducer (8, type => type.IsNumber, Conversion);
		Producer (3, type => type.IsNumber, CheckedConversion);
		Producer (1, type => type == TypeName.R8, FiniteCheck);
	}

	static readonly int [] edges = {
		0, 1, -1, 2, 3, 5, 7, 10, 31, 32, 63, 64, 127, 128, 255, 256, -128, -129, 32767, 32768, 65535, -32768, int.MaxValue, int.MinValue,
		int.MinValue + 1, 0x55555555, 1000003
	};
	static readonly double [] floatEdges = {
		0, -0.0, 1, -1, 0.5, -0.5, 1.5, 2.5, 1e10, -1e10, 1e300, 1e-300, double.PositiveInfinity, double.NegativeInfinity, double.NaN,
		double.Epsilon, double.MaxValue, 2147483647, 2147483648, -2147483649, 9223372036854775808, 4294967296, 16777217, 0.1, 3.4e38, 1e-45
	};

	Node Number (TypeName type)
	{
		int number = chance.Percent (60) ? chance.Between (-20, 100) : chance.Percent (70) ? chance.Of (edges) : (int) chance.Bits ();
		long wide = chance.Percent (70) ? number : chance.Percent (50) ? chance.Any (long.MinValue, long.MaxValue, 1L << 32, (1L << 53) + 1,
			0xffffffffL) : (long) chance.Bits ();
		double real = chance.Percent (50) ? number / 8.0 : chance.Of (floatEdges);

		frame.Budget--;
		/* mini multiplies int64 by the constant -2147483648 as if it were positive: no constant becomes that. */
		if (wide == int.MinValue)
			wide++;
		if (number == int.MinValue && Cut (number, type.Underlying) == number)
			return type.Kind == Kind.Int32 ? Node.Of (type, OpCodes.Call, Library.Opaque, Node.Int (number)) :
				Node.Of (type, conversions [type.Underlying.Element], Node.Int (number + 1));
		switch (type.Kind) {
		case Kind.Int32:
			return new Node (type, (body, node) => body.Constant (Cut (number, type.Underlying)));
		case Kind.Int64:
			return chance.Percent (50) ? Node.Of (type, OpCodes.Ldc_I8, wide) : Node.Of (type, OpCodes.Conv_I8, Node.Int (number));
		case Kind.NativeInt:
			return Node.Of (type, chance.Any (OpCodes.Conv_I, OpCodes.Conv_U), chance.Percent (50) ? Node.Int (number) :
				Node.Of (TypeName.I8, OpCodes.Ldc_I8, wide));
		case Kind.Float32:
			return Node.Of (type, OpCodes.Ldc_R4, (float) real);
		default:
			return Node.Of (type, OpCodes.Ldc_R8, real);
		}
	}

	/* As a variable of TYPE would hold it */
	static int Cut (int number, TypeName type)
	{
		switch (type.Element) {
		case Element.Boolean: return number & 1;
		case Element.I1: return (sbyte) number;
		case Element.U1: return (byte) number;
		case Element.I2: return (short) number;
		case Element.U2: case Element.Char: return (ushort) number;
		default: return number;
		}
	}

	Node Arithmetic (TypeName type, int depth)
	{
		OpCode op = chance.Of (arithmetic);

		if (type == TypeName.R8 && op != OpCodes.Mul && chance.Percent (10))
			return Node.Of (type, op, Expression (TypeName.R4, depth), Expression (type, depth));
		return Node.Of (type, op, Expression (type, depth), Expression (type, depth));
	}

	/* Shifts by the width or more are unspecified (ECMA-335 III.3.58). Where mini has computed both operands of `shr` from
	 * constants, it shifts all 64 bits that it has of an int32: the count is a constant as it stands, or none for mini. */
	Node Shift (TypeName type, int depth)
	{
		OpCode op = chance.Of (shifts);
		Node count = Expression (TypeName.I4, depth);

		if (op == OpCodes.Shr && type == TypeName.I4) {
			if (chance.Percent (50))
				return Node.Of (type, op, Expression (type, depth), Node.Int (chance.Between (0, 31)));
			count = Node.Of (TypeName.I4, OpCodes.Call, Library.Opaque, count);
		}
		return Node.Of (type, op, Expression (type, depth), Node.Then (TypeName.I4, body => {
			body.Constant (type == TypeName.I4 ? 31 : 63);
			body.Op (OpCodes.And);
		}, count));
	}

	/* Where mini has computed both operands from constants, it divides without a look at the 32 bits of a divisor that is 0
	 * or -1 in them, and dies: the divisor is a constant as it stands, or none for mini. */
	Node Division (TypeName type, int depth)
	{
		Node divisor = Expression (type, depth);
		OpCode op = chance.Of (type.IsInteger && chance.Percent (40) ? unsignedDivision : division);

		if (type.IsInteger && chance.Percent (92)) {
			Node odd = divisor;
			divisor = Node.Then (type, body => {
				body.Constant (1);
				if (type == TypeName.I8)
					body.Op (OpCodes.Conv_I8);
				else if (type == TypeName.I)
					body.Op (OpCodes.Conv_I);
				body.Op (OpCodes.Or);
			}, odd);
		}
		if (type == TypeName.I4)
			divisor = chance.Percent (40) ? Node.Int (chance.Between (2, 100)) :
				Node.Of (TypeName.I4, OpCodes.Call, Library.Opaque, divisor);
		return Node.Of (type, op, Expression (type, depth), divisor);
	}

	/* Mostly a small number, so that what is checked does not always fail */
	Node Tame (TypeName type, int depth)
	{
		if (chance.Percent (12))
			return Expression (type, depth);
		return Node.Then (type, body => {
			if (type == TypeName.I8)
				body.Op (OpCodes.Ldc_I8, 1023L);
			else
				body.Constant (1023);
			if (type == TypeName.I)
				body.Op (OpCodes.Conv_I);
			body.Op (OpCodes.And);
		}, Expression (type, depth));
	}

	/* ---- Comparisons ---------------------------------------------------------------------------------------------- */

	Node Condition (int depth)
	{
		TypeName type = chance.Of (stackNumbers);
		OpCode comparison = chance.Of (comparisons), branch = chance.Of (branches);
		Node left, right;

		if (chance.Percent (12))
			return ReferenceCondition (depth);
		if (chance.Percent (10))
			return Expression (TypeName.Boolean, depth);
		left = Expression (type, depth);
		right = Expression (type, depth);
		Node condition = Node.Of (TypeName.I4, comparison, left, right);
		/* Not the same condition, if the comparison is not: but always the same one in the same place. */
		condition.Jump = (body, node, target) => {
			body.Emit (node.Kids [0]);
			body.Emit (node.Kids [1]);
			body.Op (branch, target);
		};
		return condition;
	}

	Node ReferenceCondition (int depth)
	{
		TypeName type = chance.Of (types.Where (t => t.IsReference).ToList ());
		OpCode op = chance.Any (OpCodes.Ceq, OpCodes.Cgt_Un);
		Node value = Expression (type, depth);

		if (op == OpCodes.Cgt_Un || chance.Percent (40))
			return Node.Then (TypeName.I4, body => {
				body.Op (OpCodes.Ldnull);
				body.Op (op);
			}, value);
		Node condition = Node.Of (TypeName.I4, op, value, Expression (type, depth));
		condition.Jump = (body, node, target) => {
			body.Emit (node.Kids [0]);
			body.Emit (node.Kids [1]);
			body.Op (OpCodes.Beq, target);
		};
		return condition;
	}

	/* ---- Conversions ---------------------------------------------------------------------------------------------- */

	static readonly Dictionary<Element, OpCode> conversions = new Dictionary<Element, OpCode> {
		{ Element.I1, OpCodes.Conv_I1 }, { Element.U1, OpCodes.Conv_U1 }, { Element.I2, OpCodes.Conv_I2 }, { Element.U2, OpCodes.Conv_U2 },
		{ Element.Char, OpCodes.Conv_U2 }, { Element.I4, OpCodes.Conv_I4 }, { Element.U4, OpCodes.Conv_U4 }, { Element.I8, OpCodes.Conv_I8 },
		{ Element.U8, OpCodes.Conv_U8 }, { Element.I, OpCodes.Conv_I }, { Element.U, OpCodes.Conv_U }, { Element.R4, OpCodes.Conv_R4 },
		{ Element.R8, OpCodes.Conv_R8 },
	};

	/* Signed source, unsigned source */
	static readonly Dictionary<Element, OpCode []> checkedConversions = new Dictionary<Element, OpCode []> {
		{ Element.I1, new [] { OpCodes.Conv_Ovf_I1, OpCodes.Conv_Ovf_I1_Un } }, { Element.U1, new [] { OpCodes.Conv_Ovf_U1, OpCodes.Conv_Ovf_U1_Un } },
		{ Element.I2, new [] { OpCodes.Conv_Ovf_I2, OpCodes.Conv_Ovf_I2_Un } }, { Element.U2, new [] { OpCodes.Conv_Ovf_U2, OpCodes.Conv_Ovf_U2_Un } },
		{ Element.Char, new [] { OpCodes.Conv_Ovf_U2, OpCodes.Conv_Ovf_U2_Un } },
		{ Element.I4, new [] { OpCodes.Conv_Ovf_I4, OpCodes.Conv_Ovf_I4_Un } }, { Element.U4, new [] { OpCodes.Conv_Ovf_U4, OpCodes.Conv_Ovf_U4_Un } },
		{ Element.I8, new [] { OpCodes.Conv_Ovf_I8, OpCodes.Conv_Ovf_I8_Un } }, { Element.U8, new [] { OpCodes.Conv_Ovf_U8, OpCodes.Conv_Ovf_U8_Un } },
		{ Element.I, new [] { OpCodes.Conv_Ovf_I, OpCodes.Conv_Ovf_I_Un } }, { Element.U, new [] { OpCodes.Conv_Ovf_U, OpCodes.Conv_Ovf_U_Un } },
	};

	Node Conversion (TypeName type, int depth)
	{
		TypeName source = chance.Of (stackNumbers), target = type.Underlying;
		Node value = Expression (source, depth);
		OpCode op;

		if (target == TypeName.Boolean)
			return Node.Then (type, body => {
				body.Constant (1);
				body.Op (OpCodes.And);
			}, Expression (TypeName.I4, depth));
		op = conversions [target.Element];
		if (!source.IsInteger && target.IsInteger)
			return FromFloat (type, source, value);
		if (source.IsInteger && source != TypeName.I && !target.IsInteger && chance.Percent (30))
			return Node.Then (type, body => {
				body.Op (OpCodes.Conv_R_Un);
				body.Op (op);
			}, value);
		return Node.Of (type, op, value);
	}

	/* What an integer is too small for is unspecified (ECMA-335 III.3.27): such numbers and NaN become 0 before. */
	Node FromFloat (TypeName type, TypeName source, Node value)
	{
		TypeName target = type.Underlying;
		bool isWide = target.Kind != Kind.Int32 || target == TypeName.U4;
		double limit = isWide ? 9e18 : target.Element == Element.I4 ? 2147483647 : 127;
		double least = target.IsUnsigned ? 0 : -limit;
		/* conv.i and conv.u of floating point are among those that mini computes with 32 bits. */
		bool isNative = target.Kind == Kind.NativeInt;

		return new Node (type, (body, node) => {
			Label zero = new Label (), end = new Label ();
			var number = new Local (TypeName.R8);

			body.Emit (node.Kids [0]);
			body.Op (OpCodes.Conv_R8);
			body.Store (number);
			body.Load (number);
			body.Op (OpCodes.Ldc_R8, least);
			body.Op (OpCodes.Blt_Un, zero);
			body.Load (number);
			body.Op (OpCodes.Ldc_R8, isWide && target == TypeName.U4 ? 4294967295.0 : limit);
			body.Op (OpCodes.Bgt_Un, zero);
			body.Load (number);
			if (source == TypeName.R4)
				body.Op (OpCodes.Conv_R4);
			body.Op (isNative ? OpCodes.Conv_I8 : conversions [target.Element]);
			body.Op (OpCodes.Br, end);
			body.Mark (zero);
			body.Default (isNative ? TypeName.I8 : type);
			body.Mark (end);
			if (isNative)
				body.Op (OpCodes.Conv_I);
		}, value);
	}

	Node CheckedConversion (TypeName type, int depth)
	{
		TypeName target = type.Underlying;
		TypeName source = chance.Of (stackNumbers);
		OpCode [] ops;

		if (!checkedConversions.TryGetValue (target.Element, out ops))
			return null;
		if (!source.IsInteger && target.Kind == Kind.NativeInt)
			return null;
		Node value = Expression (source, depth);
		if (chance.Percent (85)) {
			Node number = Expression (TypeName.I4, depth);
			value = Node.Then (source, body => {
				body.Constant (127);
				body.Op (OpCodes.And);
				body.Op (conversions [source.Element]);
			}, number);
		}
		/* mini may look at the upper half of the register. */
		if (source == TypeName.I4 && target.Kind != Kind.Int32)
			value = Node.Of (source, OpCodes.Call, Library.Opaque, value);
		return Node.Of (type, source.IsInteger ? chance.Of (ops) : ops [0], value);
	}

	/* Only in protected regions: in a method without frame pointer mini loses the frame when ckfinite throws. */
	Node FiniteCheck (TypeName type, int depth)
	{
		return Node.Then (type, body => {
			if (body.IsProtected)
				body.Op (OpCodes.Ckfinite);
		}, Expression (type, depth));
	}
}
